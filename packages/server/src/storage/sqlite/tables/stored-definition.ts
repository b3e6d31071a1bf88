import { type WorkflowDefinition, workflowDefinitionSchema } from '@aiflow/sdk/internal/wire'
import { boundsOf, lower } from './number-bounds.ts'

/** A parse by the schema would find the same, and take ten times as long. */
const BOUNDS = boundsOf(workflowDefinitionSchema)

/**
 * Reads a definition. An older server accepted larger numbers than today's, such as a timeout of 285 million years. They
 * are lowered to today's maximum. Throws if it is no definition.
 */
export function readDefinition(text: string): WorkflowDefinition {
  const definition: unknown = JSON.parse(text)
  if (!isDefinition(definition)) throw new TypeError('this is no definition')
  lower(definition, BOUNDS)
  return definition
}

function isDefinition(value: unknown): value is WorkflowDefinition {
  if (typeof value !== 'object' || value === null) return false
  return ['tasks', 'triggers', 'schedules'].every((name) => Array.isArray(Reflect.get(value, name)))
}
