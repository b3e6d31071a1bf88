import { createRoute, lazyRouteComponent } from '@tanstack/react-router'
import { layoutRoute } from '../../app/layout-route.ts'
import { eventsSearchSchema } from './search.ts'

export const eventsRoute = createRoute({
  getParentRoute: () => layoutRoute,
  path: '/events',
  validateSearch: eventsSearchSchema,
  component: lazyRouteComponent(() => import('./events-view.tsx'), 'EventsView'),
})
