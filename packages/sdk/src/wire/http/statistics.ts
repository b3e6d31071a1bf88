import * as z from 'zod'
import { taskStatusSchema, workflowStatusSchema } from '../model-schemas.ts'
import { namespaceFilterSchema } from '../names.ts'
import { countSchema, numberText, timeSchema } from '../numbers.ts'

/** `GET /api/v1/statistics/executions`: workflow executions by the time they began and the status they have now. */
export const executionStatisticsQuerySchema = z.object({
  namespace: namespaceFilterSchema,
  workflow: z.string().optional(),
  /** Milliseconds since the epoch or ISO 8601; inclusive. A day before `until` by default. */
  since: z.string().optional(),
  /** Exclusive; now by default. */
  until: z.string().optional(),
  /** The number of equal parts that the time is divided into. */
  parts: numberText(1, 200).default(48),
})

export const executionStatisticsSchema = z.object({
  since: timeSchema,
  until: timeSchema,
  parts: z.array(
    z.object({
      /** When it begins. */
      time: timeSchema,
      /** Counts by status; a status without executions is absent. */
      counts: z.partialRecord(workflowStatusSchema, countSchema),
    }),
  ),
})

const backlogSchema = z.object({
  events: countSchema,
  /** The age of the oldest, or 0 if there is none. */
  seconds: z.number().min(0).max(Number.MAX_VALUE),
})

/** `GET /api/v1/statistics/load`: the load of the server. */
export const loadSchema = z.object({
  /** Active ones, by status. */
  workflowExecutions: z.partialRecord(workflowStatusSchema, countSchema),
  taskExecutions: z.partialRecord(taskStatusSchema, countSchema),
  /** Task executions that wait for a slot. */
  waitingTasks: countSchema,
  /** Events that were received and are not committed yet. */
  lag: backlogSchema,
  /** Events that wait for user code, or in paused executions. */
  inbox: backlogSchema,
  deadLetters: countSchema,
})

/** How many workflow executions began in each part of a time, by the status that they have now. */
export type ExecutionStatistics = z.infer<typeof executionStatisticsSchema>
/** What the server is busy with: executions that are alive, and events that wait. */
export type Load = z.infer<typeof loadSchema>
