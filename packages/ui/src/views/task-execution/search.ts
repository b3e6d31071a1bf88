import * as z from 'zod'
import { textSchema } from '../../app/address/search-schemas.ts'

export const TASK_EXECUTION_TABS = ['log', 'attempts', 'result', 'metrics', 'details'] as const

export const taskExecutionSearchSchema = z.object({
  /** The log if absent. */
  tab: z.enum(TASK_EXECUTION_TABS).optional().catch(undefined),
  /** The attempt whose log is shown; the last one if absent. */
  attempt: z.int().min(1).optional().catch(undefined),
  /** The text to find in the log. */
  find: textSchema,
  /** The place in the log: a byte, a line, or a time in milliseconds since the epoch. */
  at: z.int().min(0).optional().catch(undefined),
  line: z.int().optional().catch(undefined),
  since: z.int().optional().catch(undefined),
})

export type TaskExecutionSearch = z.infer<typeof taskExecutionSearchSchema>
