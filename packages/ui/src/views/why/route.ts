import { createRoute, lazyRouteComponent } from '@tanstack/react-router'
import { idOfPath } from '../../app/address/id-of-path.ts'
import { layoutRoute } from '../../app/layout-route.ts'
import { whySearchSchema } from './search.ts'

/** Why the tasks of a workflow execution ran, why they do not, and their rules. */
export const whyRoute = createRoute({
  getParentRoute: () => layoutRoute,
  path: '/executions/$id/why',
  params: { parse: ({ id }) => ({ id: idOfPath(id) }), stringify: ({ id }) => ({ id: String(id) }) },
  validateSearch: whySearchSchema,
  component: lazyRouteComponent(() => import('./why-view.tsx'), 'WhyView'),
})

/** Why a trigger starts no execution. */
export const whyTriggerRoute = createRoute({
  getParentRoute: () => layoutRoute,
  path: '/workflows/$of/$workflow/triggers/$name/why',
  component: lazyRouteComponent(() => import('./why-trigger-view.tsx'), 'WhyTriggerView'),
})
