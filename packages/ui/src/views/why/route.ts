import { createRoute, lazyRouteComponent } from '@tanstack/react-router'
import * as z from 'zod'
import { idOfPath } from '../../app/id-of-path.ts'
import { layoutRoute } from '../../app/layout-route.ts'
import { textSchema } from '../../app/search-schemas.ts'

export const WHY_PARTS = ['ran', 'not', 'rules'] as const

const searchSchema = z.object({
  /** The first task where it is not said. */
  task: textSchema,
  /** Which execution of the task; the latest where it is not said. */
  sequence: z.int().min(1).optional().catch(undefined),
  /** Why it ran, where it is not said. */
  part: z.enum(WHY_PARTS).optional().catch(undefined),
})

export type WhySearch = z.infer<typeof searchSchema>

/** Why the tasks of a workflow execution ran, why they do not, and their rules. */
export const whyRoute = createRoute({
  getParentRoute: () => layoutRoute,
  path: '/executions/$id/why',
  params: { parse: ({ id }) => ({ id: idOfPath(id) }), stringify: ({ id }) => ({ id: String(id) }) },
  validateSearch: searchSchema,
  component: lazyRouteComponent(() => import('./why-view.tsx'), 'WhyView'),
})

/** Why a trigger starts no execution. */
export const whyTriggerRoute = createRoute({
  getParentRoute: () => layoutRoute,
  path: '/workflows/$of/$workflow/triggers/$name/why',
  component: lazyRouteComponent(() => import('./why-trigger-view.tsx'), 'WhyTriggerView'),
})
