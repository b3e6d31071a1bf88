import { createRoute, lazyRouteComponent, notFound } from '@tanstack/react-router'
import * as z from 'zod'
import { layoutRoute } from '../../app/layout-route.ts'

const searchSchema = z.object({
  /** What it caused, as a picture where it is not said. */
  effects: z.enum(['text']).optional().catch(undefined),
})

export const eventRoute = createRoute({
  getParentRoute: () => layoutRoute,
  path: '/events/$event',
  params: {
    parse: ({ event }) => {
      if (!/^[1-9]\d{0,14}$/.test(event)) throw notFound()
      return { event: Number(event) }
    },
    stringify: ({ event }) => ({ event: String(event) }),
  },
  validateSearch: searchSchema,
  component: lazyRouteComponent(() => import('./event-view.tsx'), 'EventView'),
})
