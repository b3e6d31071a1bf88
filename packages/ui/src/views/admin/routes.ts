import { createRoute, lazyRouteComponent, redirect } from '@tanstack/react-router'
import * as z from 'zod'
import { textSchema } from '../../app/address/search-schemas.ts'
import { layoutRoute } from '../../app/layout-route.ts'
import { auditSearchSchema } from './search.ts'

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
  /** The namespace whose properties are shown. */
  validateSearch: z.object({ name: textSchema }),
  component: lazyRouteComponent(() => import('./namespaces/namespaces-part.tsx'), 'NamespacesPart'),
})

const workersRoute = createRoute({
  getParentRoute: () => adminRoute,
  path: '/workers',
  /** The worker whose tasks are shown. */
  validateSearch: z.object({ worker: textSchema }),
  component: lazyRouteComponent(() => import('./workers/workers-part.tsx'), 'WorkersPart'),
})

const poolsRoute = createRoute({
  getParentRoute: () => adminRoute,
  path: '/pools',
  component: lazyRouteComponent(() => import('./pools/pools-part.tsx'), 'PoolsPart'),
})

const secretsRoute = createRoute({
  getParentRoute: () => adminRoute,
  path: '/secrets',
  component: lazyRouteComponent(() => import('./secrets/secrets-part.tsx'), 'SecretsPart'),
})

const connectionsRoute = createRoute({
  getParentRoute: () => adminRoute,
  path: '/connections',
  component: lazyRouteComponent(() => import('./connections/connections-part.tsx'), 'ConnectionsPart'),
})

const tokensRoute = createRoute({
  getParentRoute: () => adminRoute,
  path: '/tokens',
  component: lazyRouteComponent(() => import('./tokens/tokens-part.tsx'), 'TokensPart'),
})

const auditRoute = createRoute({
  getParentRoute: () => adminRoute,
  path: '/audit',
  validateSearch: auditSearchSchema,
  component: lazyRouteComponent(() => import('./server/audit-part.tsx'), 'AuditPart'),
})

const configurationRoute = createRoute({
  getParentRoute: () => adminRoute,
  path: '/configuration',
  component: lazyRouteComponent(() => import('./server/configuration-part.tsx'), 'ConfigurationPart'),
})

const aboutRoute = createRoute({
  getParentRoute: () => adminRoute,
  path: '/about',
  component: lazyRouteComponent(() => import('./server/about-part.tsx'), 'AboutPart'),
})

export const adminRoutes = adminRoute.addChildren([
  adminIndexRoute,
  namespacesRoute,
  workersRoute,
  poolsRoute,
  secretsRoute,
  connectionsRoute,
  tokensRoute,
  auditRoute,
  configurationRoute,
  aboutRoute,
])
