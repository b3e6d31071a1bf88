import { TaskStatus } from '@aiflow/sdk'
import * as z from 'zod'
import { textSchema } from '../../app/address/search-schemas.ts'
import { EVENT_KINDS } from '../../data/event-kinds.ts'

export const EXECUTION_TABS = ['timeline', 'graph', 'tasks', 'events', 'state', 'details'] as const

export const executionSearchSchema = z.object({
  /** The timeline if absent. */
  tab: z.enum(EXECUTION_TABS).optional().catch(undefined),
  /** Tasks: only this one. */
  task: textSchema,
  status: z.enum(TaskStatus.values).optional().catch(undefined),
  /** All executions of the tasks, not only the latest. */
  all: z.boolean().optional().catch(undefined),
  /** Events: these filters. */
  kind: z.enum(EVENT_KINDS).optional().catch(undefined),
  key: textSchema,
  /** Shows the timeline as a table. */
  as: z.enum(['table']).optional().catch(undefined),
  /** The period that the timeline shows, in milliseconds since the epoch; everything if absent. */
  from: z.int().optional().catch(undefined),
  to: z.int().optional().catch(undefined),
  /** Or the last milliseconds up to now. */
  last: z.int().positive().optional().catch(undefined),
})

export type ExecutionSearch = z.infer<typeof executionSearchSchema>
