import { createRoute, lazyRouteComponent } from '@tanstack/react-router'
import * as z from 'zod'
import { idOfPath } from '../../app/id-of-path.ts'
import { layoutRoute } from '../../app/layout-route.ts'

const searchSchema = z.object({
  /** What it caused, as a picture where it is not said. */
  effects: z.enum(['text']).optional().catch(undefined),
})

export const eventRoute = createRoute({
  getParentRoute: () => layoutRoute,
  path: '/events/$event',
  params: {
    parse: ({ event }) => ({ event: idOfPath(event) }),
    stringify: ({ event }) => ({ event: String(event) }),
  },
  validateSearch: searchSchema,
  component: lazyRouteComponent(() => import('./event-view.tsx'), 'EventView'),
})
