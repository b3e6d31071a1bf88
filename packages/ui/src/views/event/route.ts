import { createRoute, lazyRouteComponent } from '@tanstack/react-router'
import { idOfPath } from '../../app/address/id-of-path.ts'
import { layoutRoute } from '../../app/layout-route.ts'
import { eventSearchSchema } from './search.ts'

export const eventRoute = createRoute({
  getParentRoute: () => layoutRoute,
  path: '/events/$event',
  params: {
    parse: ({ event }) => ({ event: idOfPath(event) }),
    stringify: ({ event }) => ({ event: String(event) }),
  },
  validateSearch: eventSearchSchema,
  component: lazyRouteComponent(() => import('./event-view.tsx'), 'EventView'),
})
