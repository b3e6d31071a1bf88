import { createRoute, lazyRouteComponent } from '@tanstack/react-router'
import * as z from 'zod'
import { layoutRoute } from '../../app/layout-route.ts'

const searchSchema = z.object({
  /** How far back the chart goes; a day where it is not said. */
  range: z.enum(['1h', '7d']).optional().catch(undefined),
})

export const overviewRoute = createRoute({
  getParentRoute: () => layoutRoute,
  path: '/',
  validateSearch: searchSchema,
  component: lazyRouteComponent(() => import('./overview-view.tsx'), 'OverviewView'),
})
