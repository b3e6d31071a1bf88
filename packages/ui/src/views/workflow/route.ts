import { createRoute, lazyRouteComponent } from '@tanstack/react-router'
import { layoutRoute } from '../../app/layout-route.ts'
import { prepareGraph } from '../../components/graph/placement/prepare-graph.ts'
import { schedulesOfQuery, triggersQuery } from '../../data/queries/starters.ts'
import { workflowQuery } from '../../data/queries/workflows.ts'
import { workflowSearchSchema } from './search.ts'

export const workflowRoute = createRoute({
  getParentRoute: () => layoutRoute,
  path: '/workflows/$of/$workflow',
  validateSearch: workflowSearchSchema,
  // Load the data while the code of the view is still loading.
  beforeLoad: ({ context: { queryClient }, params, search: { tab = 'graph' }, cause }) => {
    const workflow = { namespace: params.of, name: params.workflow }
    void queryClient.prefetchQuery(workflowQuery(workflow))
    if (tab !== 'graph' || cause === 'stay') return
    void queryClient.prefetchQuery(triggersQuery(workflow))
    void queryClient.prefetchQuery(schedulesOfQuery(workflow))
    const read = () => import('./graph/read-graph.ts').then(({ readGraph }) => readGraph(queryClient, workflow))
    prepareGraph(read, { withStatus: false })
  },
  component: lazyRouteComponent(() => import('./workflow-view.tsx'), 'WorkflowView'),
})
