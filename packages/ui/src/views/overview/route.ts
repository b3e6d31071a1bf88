import { createRoute, lazyRouteComponent } from '@tanstack/react-router'
import { layoutRoute } from '../../app/layout-route.ts'
import { overviewSearchSchema } from './search.ts'

export const overviewRoute = createRoute({
  getParentRoute: () => layoutRoute,
  path: '/',
  validateSearch: overviewSearchSchema,
  component: lazyRouteComponent(() => import('./overview-view.tsx'), 'OverviewView'),
})
