import { createRoute, lazyRouteComponent } from '@tanstack/react-router'
import { layoutRoute } from '../../app/layout-route.ts'
import { executionsSearchSchema } from './search.ts'

export const executionsRoute = createRoute({
  getParentRoute: () => layoutRoute,
  path: '/executions',
  validateSearch: executionsSearchSchema,
  component: lazyRouteComponent(() => import('./executions-view.tsx'), 'ExecutionsView'),
})
