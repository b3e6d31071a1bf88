import * as z from 'zod'
import { ExecutionType } from '../model/execution-type.ts'
import type { Json } from '../model/json.ts'
import { TaskAction } from '../model/task-action.ts'
import { TaskStatus } from '../model/task-status.ts'
import { WorkflowStatus } from '../model/workflow-status.ts'

export const taskStatusSchema = z.enum(TaskStatus)
export const workflowStatusSchema = z.enum(WorkflowStatus)
export const taskActionSchema = z.enum(TaskAction)
export const executionTypeSchema = z.enum(ExecutionType)
export const jsonSchema: z.ZodType<Json> = z.json()
/** Parameters of a workflow execution, or the JSON Schema that describes them. */
export const jsonObjectSchema = z.record(z.string(), jsonSchema)

export const eventSchema = z.object({
  offset: z.int().min(1),
  kind: z.enum(['user', 'control', 'report', 'timer', 'status']),
  namespace: z.string(),
  key: z.string(),
  value: z.string().nullable(),
  sender: z.string().nullable(),
  context: z.string().nullable(),
  workflowExecutionId: z.int().nullable(),
  createTime: z.int(),
})
