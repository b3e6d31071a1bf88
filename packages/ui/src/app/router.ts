import type { QueryClient } from '@tanstack/react-query'
import { createRouter } from '@tanstack/react-router'
import { ErrorState } from '../components/kit/feedback/error-state.tsx'
import { adminRoutes } from '../views/admin/routes.ts'
import { deadLetterRoute, deadLettersRoute } from '../views/dead-letters/route.ts'
import { eventRoute } from '../views/event/route.ts'
import { eventsRoute } from '../views/events/route.ts'
import { executionRoute } from '../views/execution/route.ts'
import { executionsRoute } from '../views/executions/route.ts'
import { loginRoute } from '../views/login/route.ts'
import { overviewRoute } from '../views/overview/route.ts'
import { taskExecutionRoute } from '../views/task-execution/route.ts'
import { whyRoute, whyTriggerRoute } from '../views/why/route.ts'
import { workflowRoute } from '../views/workflow/route.ts'
import { workflowsRoute } from '../views/workflows/route.ts'
import { parseSearch, stringifySearch } from './address/search-text.ts'
import { layoutRoute } from './layout-route.ts'
import { NotFound, notFoundRoute } from './not-found.tsx'
import { rootRoute } from './root-route.ts'

/** All routes of the page. A view adds its route here, and a place to the navigation if people go there directly. */
const routeTree = rootRoute.addChildren([
  loginRoute,
  layoutRoute.addChildren([
    overviewRoute,
    workflowsRoute,
    workflowRoute,
    executionsRoute,
    executionRoute,
    taskExecutionRoute,
    whyRoute,
    whyTriggerRoute,
    eventsRoute,
    eventRoute,
    deadLettersRoute,
    deadLetterRoute,
    adminRoutes,
    notFoundRoute,
  ]),
])

export function createPageRouter(queryClient: QueryClient) {
  return createRouter({
    routeTree,
    context: { queryClient },
    parseSearch,
    stringifySearch,
    defaultPreload: 'intent',
    // The query client decides what is fresh.
    defaultPreloadStaleTime: 0,
    scrollRestoration: true,
    defaultErrorComponent: ErrorState,
    defaultNotFoundComponent: NotFound,
  })
}

declare module '@tanstack/react-router' {
  interface Register {
    router: ReturnType<typeof createPageRouter>
  }
}
