import { WorkflowStatus } from '@aiflow/sdk'
import { createRoute, lazyRouteComponent } from '@tanstack/react-router'
import * as z from 'zod'
import { layoutRoute } from '../../app/layout-route.ts'
import { textSchema } from '../../app/search-schemas.ts'
import { prepareGraph } from '../../components/graph/prepare-graph.ts'
import { schedulesOfQuery, triggersQuery } from '../../data/queries/starters.ts'
import { workflowQuery } from '../../data/queries/workflows.ts'

export const WORKFLOW_TABS = ['graph', 'rules', 'executions', 'starts', 'snapshots', 'source'] as const

const searchSchema = z.object({
  /** The graph where it is not said. */
  tab: z.enum(WORKFLOW_TABS).optional().catch(undefined),
  /** What is looked at more closely: the id of a box of the graph. */
  box: textSchema,
  /** Of the rules: those of this task alone. */
  task: textSchema,
  /** Of the executions. */
  status: z.enum(WorkflowStatus).optional().catch(undefined),
  /** Snapshots that are compared, the older one first. */
  from: textSchema,
  to: textSchema,
  /** What is shown of them: the source where it is not said. */
  part: z.enum(['definition']).optional().catch(undefined),
  /** One below the other instead of side by side. */
  diff: z.enum(['unified']).optional().catch(undefined),
})

export type WorkflowSearch = z.infer<typeof searchSchema>

export const workflowRoute = createRoute({
  getParentRoute: () => layoutRoute,
  path: '/workflows/$of/$workflow',
  validateSearch: searchSchema,
  // What is shown is asked for while the code that shows it is on its way.
  beforeLoad: ({ context: { queryClient }, params, search: { tab = 'graph' }, cause }) => {
    const workflow = { namespace: params.of, name: params.workflow }
    void queryClient.prefetchQuery(workflowQuery(workflow))
    if (tab !== 'graph' || cause === 'stay') return
    void queryClient.prefetchQuery(triggersQuery(workflow))
    void queryClient.prefetchQuery(schedulesOfQuery(workflow))
    const read = () => import('./read-graph.ts').then(({ readGraph }) => readGraph(queryClient, workflow))
    prepareGraph(read, { withStatus: false })
  },
  component: lazyRouteComponent(() => import('./workflow-view.tsx'), 'WorkflowView'),
})
