import * as z from 'zod'
import { textSchema } from '../../app/address/search-schemas.ts'

export const TASK_EXECUTION_TABS = ['log', 'items', 'attempts', 'result', 'metrics', 'details'] as const

export const ITEM_STATUSES = [
  'NOT_BEGUN',
  'INIT',
  'QUEUED',
  'RUNNING',
  'RETRYING',
  'STOPPING',
  'SUCCESS',
  'FAILED',
  'STOPPED',
] as const

export const taskExecutionSearchSchema = z.object({
  /** The log if absent, or the items of a task over a list. */
  tab: z.enum(TASK_EXECUTION_TABS).optional().catch(undefined),
  /** The attempt whose log is shown; the last one if absent. */
  attempt: z.int().min(1).optional().catch(undefined),
  /** The item whose log is shown, of a task over a list. */
  item: z.int().min(0).optional().catch(undefined),
  /** The status that the list of items is limited to. */
  items: z.enum(ITEM_STATUSES).optional().catch(undefined),
  /** The text to find in the log. */
  find: textSchema,
  /** The place in the log: a byte, a line, or a time in milliseconds since the epoch. */
  at: z.int().min(0).optional().catch(undefined),
  line: z.int().optional().catch(undefined),
  since: z.int().optional().catch(undefined),
})

export type TaskExecutionSearch = z.infer<typeof taskExecutionSearchSchema>
