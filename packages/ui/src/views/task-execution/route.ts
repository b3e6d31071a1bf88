import { createRoute, lazyRouteComponent } from '@tanstack/react-router'
import * as z from 'zod'
import { idOfPath } from '../../app/id-of-path.ts'
import { layoutRoute } from '../../app/layout-route.ts'
import { textSchema } from '../../app/search-schemas.ts'

export const TASK_EXECUTION_TABS = ['log', 'attempts', 'result', 'metrics', 'details'] as const

const searchSchema = z.object({
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

export type TaskExecutionSearch = z.infer<typeof searchSchema>

export const taskExecutionRoute = createRoute({
  getParentRoute: () => layoutRoute,
  path: '/executions/$id/$task/$sequence',
  params: {
    parse: ({ id, task, sequence }) => ({ id: idOfPath(id), task, sequence: idOfPath(sequence) }),
    stringify: ({ id, task, sequence }) => ({ id: String(id), task, sequence: String(sequence) }),
  },
  validateSearch: searchSchema,
  component: lazyRouteComponent(() => import('./task-execution-view.tsx'), 'TaskExecutionView'),
})
