import * as z from 'zod'
import { ExecutionType } from '../model/execution/execution-type.ts'
import { TaskAction } from '../model/execution/task-action.ts'
import { TaskStatus } from '../model/execution/task-status.ts'
import { WorkflowStatus } from '../model/execution/workflow-status.ts'
import type { Json } from '../model/json/json.ts'
import { describeJsonProblem, findJsonProblem } from '../model/json/json-check.ts'
import { MAX_JSON_DEPTH } from '../model/limits.ts'
import { idSchema, timeSchema } from './numbers.ts'

export const taskStatusSchema = z.enum(TaskStatus.values)
export const workflowStatusSchema = z.enum(WorkflowStatus.values)
export const taskActionSchema = z.enum(TaskAction.values)
export const executionTypeSchema = z.enum(ExecutionType.values)

/*
 * A schema of JSON in Zod recurses as deep as its value, and drops the keys that objects do not keep. So these schemas check
 * a value as a whole, and return it unchanged.
 */

/** Stored JSON. It was accepted once, so values from before there were bounds are accepted, too. */
// A schema of unknown values is none of JSON for the compiler; a schema of JSON would look at each part of a value.
export const storedJsonSchema = z
  .unknown()
  .refine((value) => value !== undefined, { error: 'must be JSON' }) as unknown as z.ZodType<Json>

/** Incoming JSON. */
export const jsonSchema: z.ZodType<Json> = storedJsonSchema.superRefine(refuseJson(MAX_JSON_DEPTH))

type JsonObject = Record<string, Json>

/** Parameters of a workflow execution, or the JSON Schema that describes them, as they are stored. */
export const storedJsonObjectSchema: z.ZodType<JsonObject> = z.custom<JsonObject>(isObject, {
  error: 'must be an object',
})

/** A list of stored JSON. */
export const storedJsonListSchema: z.ZodType<Json[]> = z.custom<Json[]>(Array.isArray, { error: 'must be a list' })

/** The same for incoming values. */
export const jsonObjectSchema: z.ZodType<JsonObject> = storedJsonObjectSchema.superRefine(refuseJson(MAX_JSON_DEPTH))

/** Incoming JSON values by name: states, of which each may have the full depth. */
export const namedJsonSchema: z.ZodType<JsonObject> = storedJsonObjectSchema.superRefine(refuseJson(MAX_JSON_DEPTH + 1))

function refuseJson(maxDepth: number): (value: unknown, context: z.core.$RefinementCtx) => void {
  return (value, context) => {
    const found = findJsonProblem(value, maxDepth)
    if (found !== null) context.addIssue({ code: 'custom', message: describeJsonProblem(found) })
  }
}

function isObject(value: unknown): boolean {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

export const eventSchema = z.object({
  offset: idSchema,
  kind: z.enum(['user', 'control', 'report', 'timer', 'status']),
  namespace: z.string(),
  key: z.string(),
  value: z.string().nullable(),
  sender: z.string().nullable(),
  /** Servers of 0.2.0 did not know it. */
  principal: z.string().nullable().default(null),
  context: z.string().nullable(),
  workflowExecutionId: idSchema.nullable(),
  createTime: timeSchema,
})
