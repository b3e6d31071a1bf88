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
  /** What the whole page is narrowed to; all namespaces where it is not said. */
  namespace: z.string().optional().catch(undefined),
})

/** Everything that somebody has to be logged in for. */
export const layoutRoute = createRoute({
  getParentRoute: () => rootRoute,
  id: 'layout',
  validateSearch: searchSchema,
  search: { middlewares: [retainSearchParams(['namespace'])] },
  beforeLoad: async ({ context: { queryClient }, location, search }) => {
    const [session] = await Promise.all([
      queryClient.ensureQueryData(sessionQuery),
      // Before anything else is read: from here on the live connection tells what changes.
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

/** A token that is good for some namespaces shows one of these; a fresh visit the one that was shown last. */
function namespaceFor(own: string[] | null, asked: string | undefined, isFresh: boolean): string | undefined {
  const wanted = asked ?? (isFresh ? readSetting('namespace') : null) ?? undefined
  if (own === null || (wanted !== undefined && own.includes(wanted))) return wanted
  return own[0]
}
