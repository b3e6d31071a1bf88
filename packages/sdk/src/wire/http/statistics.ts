import * as z from 'zod'
import { taskStatusSchema, workflowStatusSchema } from '../model-schemas.ts'

/** `GET /api/v1/statistics/executions`: workflow executions by the time they began and the status they have now. */
export const executionStatisticsQuerySchema = z.object({
  namespace: z.string().optional(),
  workflow: z.string().optional(),
  /** Milliseconds since the epoch or ISO 8601; inclusive. A day before `until` by default. */
  since: z.string().optional(),
  /** Exclusive; now by default. */
  until: z.string().optional(),
  /** Into how many equal parts the time is divided. */
  parts: z.coerce.number().int().min(1).max(200).default(48),
})

export const executionStatisticsSchema = z.object({
  since: z.int(),
  until: z.int(),
  parts: z.array(
    z.object({
      /** When it begins. */
      time: z.int(),
      /** Those statuses that some execution has. */
      counts: z.partialRecord(workflowStatusSchema, z.int()),
    }),
  ),
})

const backlogSchema = z.object({
  events: z.int(),
  /** The age of the oldest, 0 where there is none. */
  seconds: z.number(),
})

/** `GET /api/v1/statistics/load`: how the server keeps up. */
export const loadSchema = z.object({
  /** Living ones, by status. */
  workflowExecutions: z.partialRecord(workflowStatusSchema, z.int()),
  taskExecutions: z.partialRecord(taskStatusSchema, z.int()),
  /** Task executions that wait for a slot. */
  waitingTasks: z.int(),
  /** Events that were handed in and are not committed yet. */
  lag: backlogSchema,
  /** Events that wait for user code, or in paused executions. */
  inbox: backlogSchema,
  deadLetters: z.int(),
})

export type ExecutionStatistics = z.infer<typeof executionStatisticsSchema>
export type Load = z.infer<typeof loadSchema>
