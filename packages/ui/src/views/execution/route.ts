import { createRoute, lazyRouteComponent } from '@tanstack/react-router'
import { idOfPath } from '../../app/address/id-of-path.ts'
import { layoutRoute } from '../../app/layout-route.ts'
import { prepareGraph } from '../../components/graph/placement/prepare-graph.ts'
import { executionQuery } from '../../data/queries/executions.ts'
import { executionSearchSchema } from './search.ts'

export const executionRoute = createRoute({
  getParentRoute: () => layoutRoute,
  path: '/executions/$id',
  params: { parse: ({ id }) => ({ id: idOfPath(id) }), stringify: ({ id }) => ({ id: String(id) }) },
  validateSearch: executionSearchSchema,
  // Load the data while the code of the view is still loading.
  beforeLoad: ({ context: { queryClient }, params: { id }, search: { tab }, cause }) => {
    void queryClient.prefetchQuery(executionQuery(id))
    if (tab !== 'graph' || cause === 'stay') return
    const read = () => import('./graph/read-graph.ts').then(({ readGraph }) => readGraph(queryClient, id))
    prepareGraph(read, { withStatus: true })
  },
  component: lazyRouteComponent(() => import('./execution-view.tsx'), 'ExecutionView'),
})
