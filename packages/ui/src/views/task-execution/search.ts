import * as z from 'zod'
import { textSchema } from '../../app/address/search-schemas.ts'

export const TASK_EXECUTION_TABS = ['log', 'attempts', 'result', 'metrics', 'details'] as const

export const taskExecutionSearchSchema = z.object({
  /** The log where it is not said. */
  tab: z.enum(TASK_EXECUTION_TABS).optional().catch(undefined),
  /** Of the log: this attempt, the last one where it is not said. */
  attempt: z.int().min(1).optional().catch(undefined),
  /** What is looked for in the log. */
  find: textSchema,
  /** Where the log is looked at: at this byte, this line, or this time in milliseconds since the epoch. */
  at: z.int().min(0).optional().catch(undefined),
  line: z.int().optional().catch(undefined),
  since: z.int().optional().catch(undefined),
})

export type TaskExecutionSearch = z.infer<typeof taskExecutionSearchSchema>
