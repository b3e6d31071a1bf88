import { createRoute, lazyRouteComponent } from '@tanstack/react-router'
import * as z from 'zod'
import { layoutRoute } from '../../app/layout-route.ts'

const offsetSchema = z.int().min(0).optional().catch(undefined)

/** Every filter is part of the address. */
const searchSchema = z.object({
  key: z.coerce.string().optional().catch(undefined),
  /** What comes from outside, from tasks, and of statuses, where it is not said. */
  kind: z.enum(['user', 'status', 'control', 'report', 'timer', 'all']).optional().catch(undefined),
  sender: z.coerce.string().optional().catch(undefined),
  execution: offsetSchema,
  /** The last hour, day, week. */
  since: z.enum(['1h', '1d', '7d']).optional().catch(undefined),
  /** The newest offset that is shown: the feed is paused. */
  until: offsetSchema,
})

export type EventsSearch = z.infer<typeof searchSchema>

export const eventsRoute = createRoute({
  getParentRoute: () => layoutRoute,
  path: '/events',
  validateSearch: searchSchema,
  component: lazyRouteComponent(() => import('./events-view.tsx'), 'EventsView'),
})
