import { deadLetterSchema } from '@aiflow/sdk/internal/api/events'
import { taskExecutionSchema, workflowExecutionSchema } from '@aiflow/sdk/internal/api/executions'
import { namespaceSchema, problemSchema } from '@aiflow/sdk/internal/api/server'
import {
  backfillSchema,
  snapshotSchema,
  workflowScheduleSchema,
  workflowSchema,
  workflowTriggerSchema,
} from '@aiflow/sdk/internal/api/workflows'
import {
  conditionSchema,
  eventSchema,
  jsonSchema,
  taskStatusSchema,
  workflowDefinitionSchema,
  workflowStatusSchema,
} from '@aiflow/sdk/internal/wire'
import { triggerSchema } from '@aiflow/sdk/internal/worker-protocol'
import * as z from 'zod'

type JsonSchema = Record<string, unknown>

/** Schemas that have a name in the documentation. */
const NAMED = z.registry<{ id: string }>()
for (const [id, schema] of Object.entries({
  Backfill: backfillSchema,
  Condition: conditionSchema,
  DeadLetter: deadLetterSchema,
  Event: eventSchema,
  Json: jsonSchema,
  Namespace: namespaceSchema,
  Problem: problemSchema,
  Snapshot: snapshotSchema,
  TaskExecution: taskExecutionSchema,
  TaskStatus: taskStatusSchema,
  Trigger: triggerSchema,
  Workflow: workflowSchema,
  WorkflowDefinition: workflowDefinitionSchema,
  WorkflowExecution: workflowExecutionSchema,
  WorkflowSchedule: workflowScheduleSchema,
  WorkflowStatus: workflowStatusSchema,
  WorkflowTrigger: workflowTriggerSchema,
})) {
  NAMED.add(schema, { id })
}

/** The JSON Schemas of one document. A schema that is used several times is placed under `#/components/schemas`. */
export class ComponentSchemas {
  readonly components: Record<string, JsonSchema> = {}

  /** `input`: for requests, where fields with defaults are optional. `output`: for answers. */
  schemaOf(schema: z.ZodType, io: 'input' | 'output'): JsonSchema {
    // Wrapped, so that the schema itself may become a component.
    const wrapped = z.object({ it: schema })
    const { properties, $defs = {} } = z.toJSONSchema(wrapped, { metadata: NAMED, io, unrepresentable: 'any' })
    const names = new Map(Object.keys($defs).map((name) => [`#/$defs/${name}`, componentName(name, io)]))
    for (const [name, definition] of Object.entries($defs)) {
      this.components[componentName(name, io)] ??= withReferences(definition, names)
    }
    return withReferences(properties?.it ?? {}, names)
  }
}

function componentName(name: string, io: 'input' | 'output'): string {
  const clean = name.replace(/^_+/, '')
  return io === 'input' ? `${clean}Input` : clean
}

function withReferences(schema: object | boolean, names: ReadonlyMap<string, string>): JsonSchema {
  const text = JSON.stringify(schema, (key, value: unknown) => {
    if (key === 'id' && typeof value === 'string') return undefined
    if (key !== '$ref' || typeof value !== 'string') return value
    return `#/components/schemas/${names.get(value) ?? value}`
  })
  return JSON.parse(text) as JsonSchema
}
