import { createRoute, lazyRouteComponent } from '@tanstack/react-router'
import { idOfPath } from '../../app/address/id-of-path.ts'
import { layoutRoute } from '../../app/layout-route.ts'
import { deadLettersSearchSchema } from './search.ts'

export const deadLettersRoute = createRoute({
  getParentRoute: () => layoutRoute,
  path: '/dead-letters',
  validateSearch: deadLettersSearchSchema,
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
