import * as z from 'zod'

const id = z.coerce.number().int().min(1).max(Number.MAX_SAFE_INTEGER)

/** Names in a path are compared with stored ones, so any text will do: what is not stored is not found. */
export const workflowParamsSchema = z.object({ namespace: z.string(), name: z.string() })
export const namedOfWorkflowParamsSchema = z.object({ namespace: z.string(), workflow: z.string(), name: z.string() })
export const executionParamsSchema = z.object({ id })
export const taskParamsSchema = z.object({ id, task: z.string() })
export const taskExecutionParamsSchema = z.object({ id, task: z.string(), sequence: id })
