import { TaskStatus } from '@aiflow/sdk'
import * as z from 'zod'
import { textSchema } from '../../app/address/search-schemas.ts'
import { EVENT_KINDS } from '../../data/event-kinds.ts'

export const EXECUTION_TABS = ['timeline', 'graph', 'tasks', 'events', 'state', 'details'] as const

export const executionSearchSchema = z.object({
  /** The timeline where it is not said. */
  tab: z.enum(EXECUTION_TABS).optional().catch(undefined),
  /** Of the tasks: this one alone. */
  task: textSchema,
  status: z.enum(TaskStatus).optional().catch(undefined),
  /** Every execution of the tasks, not the latest alone. */
  all: z.boolean().optional().catch(undefined),
  /** Of the events: what these are. */
  kind: z.enum(EVENT_KINDS).optional().catch(undefined),
  key: textSchema,
  /** The timeline as a table. */
  as: z.enum(['table']).optional().catch(undefined),
  /** What the timeline shows, in milliseconds since the epoch; all of it where it is not said. */
  from: z.int().optional().catch(undefined),
  to: z.int().optional().catch(undefined),
  /** Or so many milliseconds up to now. */
  last: z.int().positive().optional().catch(undefined),
})

export type ExecutionSearch = z.infer<typeof executionSearchSchema>
