import { createRoute, lazyRouteComponent, redirect } from '@tanstack/react-router'
import * as z from 'zod'
import { layoutRoute } from '../../app/layout-route.ts'
import { sinceSchema, textSchema } from '../../app/search-schemas.ts'

const adminRoute = createRoute({
  getParentRoute: () => layoutRoute,
  path: '/admin',
  component: lazyRouteComponent(() => import('./admin-view.tsx'), 'AdminView'),
})

const adminIndexRoute = createRoute({
  getParentRoute: () => adminRoute,
  path: '/',
  beforeLoad: () => {
    throw redirect({ to: '/admin/namespaces', replace: true })
  },
})

const namespacesRoute = createRoute({
  getParentRoute: () => adminRoute,
  path: '/namespaces',
  /** The one whose properties are shown. */
  validateSearch: z.object({ name: textSchema }),
  component: lazyRouteComponent(() => import('./namespaces-part.tsx'), 'NamespacesPart'),
})

const workersRoute = createRoute({
  getParentRoute: () => adminRoute,
  path: '/workers',
  /** The one whose tasks are shown. */
  validateSearch: z.object({ worker: textSchema }),
  component: lazyRouteComponent(() => import('./workers-part.tsx'), 'WorkersPart'),
})

const poolsRoute = createRoute({
  getParentRoute: () => adminRoute,
  path: '/pools',
  component: lazyRouteComponent(() => import('./pools-part.tsx'), 'PoolsPart'),
})

const tokensRoute = createRoute({
  getParentRoute: () => adminRoute,
  path: '/tokens',
  component: lazyRouteComponent(() => import('./tokens-part.tsx'), 'TokensPart'),
})

const auditSearchSchema = z.object({
  sender: textSchema,
  /** The token or task that asked for it, such as `token:ci`. */
  principal: textSchema,
  action: textSchema,
  since: sinceSchema,
  /** Also what tasks asked for. */
  all: z.boolean().optional().catch(undefined),
})

export type AuditSearch = z.infer<typeof auditSearchSchema>

const auditRoute = createRoute({
  getParentRoute: () => adminRoute,
  path: '/audit',
  validateSearch: auditSearchSchema,
  component: lazyRouteComponent(() => import('./audit-part.tsx'), 'AuditPart'),
})

const configurationRoute = createRoute({
  getParentRoute: () => adminRoute,
  path: '/configuration',
  component: lazyRouteComponent(() => import('./configuration-part.tsx'), 'ConfigurationPart'),
})

const aboutRoute = createRoute({
  getParentRoute: () => adminRoute,
  path: '/about',
  component: lazyRouteComponent(() => import('./about-part.tsx'), 'AboutPart'),
})

export const adminRoutes = adminRoute.addChildren([
  adminIndexRoute,
  namespacesRoute,
  workersRoute,
  poolsRoute,
  tokensRoute,
  auditRoute,
  configurationRoute,
  aboutRoute,
])
