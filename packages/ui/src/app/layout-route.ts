import { createRoute, redirect, retainSearchParams } from '@tanstack/react-router'
import * as z from 'zod'
import { hasCode } from '../data/errors.ts'
import { serverQuery } from '../data/queries/server.ts'
import { sessionQuery } from '../data/queries/session.ts'
import { readSetting } from '../data/settings.ts'
import { Layout } from './layout.tsx'
import { rootRoute } from './root-route.ts'
import { ServerGone } from './server-gone.tsx'

const searchSchema = z.object({
  /** The namespace that the whole page is limited to; all namespaces if absent. */
  namespace: z.string().optional().catch(undefined),
})

/** The parent of every view that requires a login. */
export const layoutRoute = createRoute({
  getParentRoute: () => rootRoute,
  id: 'layout',
  validateSearch: searchSchema,
  search: { middlewares: [retainSearchParams(['namespace'])] },
  beforeLoad: async ({ context: { queryClient }, location, search }) => {
    const [session] = await Promise.all([
      queryClient.ensureQueryData(sessionQuery),
      // Connect before anything else is read, so that no change is missed.
      queryClient.ensureQueryData(serverQuery),
    ]).catch((error: unknown) => {
      if (!hasCode(error, 'UNAUTHENTICATED')) throw error
      throw redirect({ to: '/login', search: { next: location.href } })
    })
    const namespace = namespaceFor(session.namespaces, search.namespace, location.href === '/')
    if (namespace !== search.namespace) throw redirect({ to: '.', search: (old) => ({ ...old, namespace }) })
    return { session }
  },
  component: Layout,
  errorComponent: ServerGone,
})

/** A token that is limited to some namespaces shows one of them. A new visit shows the namespace shown last. */
function namespaceFor(own: string[] | null, asked: string | undefined, isFresh: boolean): string | undefined {
  const wanted = asked ?? (isFresh ? readSetting('namespace') : null) ?? undefined
  if (own === null || (wanted !== undefined && own.includes(wanted))) return wanted
  return own[0]
}
