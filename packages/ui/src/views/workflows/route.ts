import { createRoute, lazyRouteComponent } from '@tanstack/react-router'
import { layoutRoute } from '../../app/layout-route.ts'
import { workflowsSearchSchema } from './search.ts'

export const workflowsRoute = createRoute({
  getParentRoute: () => layoutRoute,
  path: '/workflows',
  validateSearch: workflowsSearchSchema,
  component: lazyRouteComponent(() => import('./workflows-view.tsx'), 'WorkflowsView'),
})
