import type { AuditListOptions } from '@aiflow/sdk/client'
import { infiniteQueryOptions, queryOptions } from '@tanstack/react-query'
import { client } from '../client.ts'

const PAGE_SIZE = 100

/** The tokens of the server. */
export const tokensQuery = queryOptions({
  queryKey: ['tokens'],
  queryFn: async ({ signal }) => (await client.tokens.list({ signal })).items,
  meta: { topics: ['definitions'] },
})

/** The configuration, as read when the server started. */
export const configurationQuery = queryOptions({
  queryKey: ['configuration'],
  queryFn: ({ signal }) => client.server.configuration({ signal }),
  meta: { topics: [] },
})

export type AuditFilter = Pick<AuditListOptions, 'namespace' | 'sender' | 'principal' | 'action' | 'all' | 'beginTime'>

/** The requested changes, newest first, page by page. */
export function auditQuery(filter: AuditFilter) {
  return infiniteQueryOptions({
    queryKey: ['audit', filter],
    queryFn: ({ pageParam, signal }) =>
      client.server.audit({
        ...filter,
        limit: PAGE_SIZE,
        ...(pageParam === null ? {} : { cursor: pageParam }),
        signal,
      }),
    initialPageParam: null as string | null,
    getNextPageParam: ({ next }) => next,
    meta: { topics: ['definitions'] },
  })
}

/** The pools of some namespaces, by namespace and name. */
export function poolsQuery(namespaces: readonly string[]) {
  return queryOptions({
    queryKey: ['pools', namespaces],
    queryFn: async ({ signal }) =>
      (await Promise.all(namespaces.map((namespace) => client.pools.list(namespace, { signal })))).flat(),
    meta: { topics: ['definitions', 'tasks'], everyMs: 2000 },
  })
}

/** The secrets of some namespaces, by namespace and name, without their values. */
export function secretsQuery(namespaces: readonly string[]) {
  return queryOptions({
    queryKey: ['secrets', namespaces],
    queryFn: async ({ signal }) =>
      (await Promise.all(namespaces.map((namespace) => client.secrets.list(namespace, { signal })))).flat(),
    meta: { topics: ['definitions'] },
  })
}

/** The connections of some namespaces, by namespace and name. */
export function connectionsQuery(namespaces: readonly string[]) {
  return queryOptions({
    queryKey: ['connections', namespaces],
    queryFn: async ({ signal }) =>
      (await Promise.all(namespaces.map((namespace) => client.connections.list(namespace, { signal })))).flat(),
    meta: { topics: ['definitions'] },
  })
}
