import { createRoute, lazyRouteComponent } from '@tanstack/react-router'
import * as z from 'zod'
import { layoutRoute } from '../../app/layout-route.ts'
import { textSchema } from '../../app/search-schemas.ts'

const searchSchema = z.object({
  /** Part of the name. */
  name: textSchema,
  state: z.enum(['enabled', 'disabled']).optional().catch(undefined),
})

export type WorkflowsSearch = z.infer<typeof searchSchema>

export const workflowsRoute = createRoute({
  getParentRoute: () => layoutRoute,
  path: '/workflows',
  validateSearch: searchSchema,
  component: lazyRouteComponent(() => import('./workflows-view.tsx'), 'WorkflowsView'),
})
