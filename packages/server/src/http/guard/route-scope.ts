import { parseWholeNumber } from '@aiflow/sdk/internal/text'
import type { FastifyRequest } from 'fastify'
import { checkSubject, ownNamespaceOf, type Subject } from '../../requests/callers/scopes.ts'
import type { ReadStorage } from '../../storage/reads/read-storage.ts'

const DEFAULT_NAMESPACE = 'default'
const NOTHING: Subject = { type: 'none' }

/**
 * Where the namespace of a request is found: in the path, in the query, in the events or definitions of its body, or
 * with the workflow execution, snapshot, dead letter or control request that the path names. `none`: the request
 * concerns no namespace. `own`: the route answers with the namespaces of the token. `all`: the request concerns all
 * namespaces.
 */
export type RouteScope =
  | 'none'
  | 'own'
  | 'all'
  | 'path'
  | 'query'
  | 'events'
  | 'upload'
  | 'execution'
  | 'backfill'
  | 'snapshot'
  | 'event'
  | 'control'
  | 'letter'

/** Refuses requests outside the namespaces of a token, and limits lists to them. Throws `FORBIDDEN`. */
export async function checkScope(
  request: FastifyRequest,
  scope: RouteScope,
  storage: Pick<ReadStorage, 'namespaces' | 'events'>,
): Promise<void> {
  if (scope === 'query' && fieldOf(request.query, 'namespace') === undefined) narrow(request)
  else await checkSubject(subjectOf(request, scope), request.identity, storage)
}

/** Undefined if the request is not valid: the route reports that. */
function subjectOf({ params, query, body }: FastifyRequest, scope: RouteScope): Subject {
  switch (scope) {
    case 'none':
    case 'own':
      return NOTHING
    case 'all':
      return { type: 'all' }
    case 'path':
      return namespaces([fieldOf(params, 'namespace')])
    case 'query':
      return namespaces([fieldOf(query, 'namespace')].flat())
    case 'events':
      return namespaces(itemsOf(body, 'events').map((event) => fieldOf(event, 'namespace') ?? DEFAULT_NAMESPACE))
    case 'upload':
      return namespaces(itemsOf(body, 'definitions').map((definition) => fieldOf(definition, 'namespace')))
    case 'execution':
    case 'backfill':
    case 'letter': {
      const id = idOf(params, scope === 'execution' ? 'id' : scope)
      return id === null ? NOTHING : { type: scope, id }
    }
    case 'snapshot':
      return { type: scope, id: String(fieldOf(params, 'hash')) }
    case 'event':
    case 'control': {
      const offset = idOf(params, scope === 'event' ? 'event' : 'offset')
      return offset === null ? NOTHING : { type: 'event', offset }
    }
  }
}

function namespaces(names: readonly unknown[]): Subject {
  return { type: 'namespaces', names: names.map(String) }
}

function narrow(request: FastifyRequest): void {
  const namespace = ownNamespaceOf(request.identity)
  if (namespace !== undefined) request.query = { ...(request.query as object), namespace }
}

function itemsOf(body: unknown, name: string): unknown[] {
  const items = fieldOf(body, name)
  return Array.isArray(items) ? items : [body]
}

function fieldOf(value: unknown, name: string): unknown {
  if (typeof value !== 'object' || value === null || !Object.hasOwn(value, name)) return undefined
  return (value as Record<string, unknown>)[name]
}

function idOf(params: unknown, name: string): number | null {
  return parseWholeNumber(String(fieldOf(params, name)), 1)
}
