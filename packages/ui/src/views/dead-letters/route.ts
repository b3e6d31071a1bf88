import { createRoute, lazyRouteComponent } from '@tanstack/react-router'
import * as z from 'zod'
import { idOfPath } from '../../app/id-of-path.ts'
import { layoutRoute } from '../../app/layout-route.ts'
import { textSchema } from '../../app/search-schemas.ts'

const searchSchema = z.object({
  workflow: textSchema,
  execution: z.int().min(1).optional().catch(undefined),
  task: textSchema,
  rule: textSchema,
})

export type DeadLettersSearch = z.infer<typeof searchSchema>

export const deadLettersRoute = createRoute({
  getParentRoute: () => layoutRoute,
  path: '/dead-letters',
  validateSearch: searchSchema,
  component: lazyRouteComponent(() => import('./dead-letters-view.tsx'), 'DeadLettersView'),
})

export const deadLetterRoute = createRoute({
  getParentRoute: () => layoutRoute,
  path: '/dead-letters/$letter',
  params: {
    parse: ({ letter }) => ({ letter: idOfPath(letter) }),
    stringify: ({ letter }) => ({ letter: String(letter) }),
  },
  component: lazyRouteComponent(() => import('./dead-letter-view.tsx'), 'DeadLetterView'),
})
