import { TaskStatus } from '@aiflow/sdk'
import { createRoute, lazyRouteComponent } from '@tanstack/react-router'
import * as z from 'zod'
import { idOfPath } from '../../app/id-of-path.ts'
import { layoutRoute } from '../../app/layout-route.ts'
import { textSchema } from '../../app/search-schemas.ts'
import { prepareGraph } from '../../components/graph/prepare-graph.ts'
import { EVENT_KINDS } from '../../data/event-kinds.ts'
import { executionQuery } from '../../data/queries/executions.ts'

export const EXECUTION_TABS = ['timeline', 'graph', 'tasks', 'events', 'state', 'details'] as const

const searchSchema = z.object({
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

export type ExecutionSearch = z.infer<typeof searchSchema>

export const executionRoute = createRoute({
  getParentRoute: () => layoutRoute,
  path: '/executions/$id',
  params: { parse: ({ id }) => ({ id: idOfPath(id) }), stringify: ({ id }) => ({ id: String(id) }) },
  validateSearch: searchSchema,
  // What is shown is asked for while the code that shows it is on its way.
  beforeLoad: ({ context: { queryClient }, params: { id }, search: { tab }, cause }) => {
    void queryClient.prefetchQuery(executionQuery(id))
    if (tab !== 'graph' || cause === 'stay') return
    const read = () => import('./read-graph.ts').then(({ readGraph }) => readGraph(queryClient, id))
    prepareGraph(read, { withStatus: true })
  },
  component: lazyRouteComponent(() => import('./execution-view.tsx'), 'ExecutionView'),
})
