import { AIFlowError } from '@aiflow/sdk/internal/errors'
import { parseWholeNumber } from '@aiflow/sdk/internal/text'
import type { FastifyRequest } from 'fastify'
import type { TokenIdentity } from '../access/identity.ts'
import type { ReadStorage } from '../storage/storage.ts'

const DEFAULT_NAMESPACE = 'default'

/**
 * Where the namespace of a request stands: in the path, in the query, in the events or definitions of its body, with the
 * workflow execution, snapshot, dead letter or control request that the path names. `none`: it is about nothing that belongs to a
 * namespace. `own`: the route answers with those of the token. `all`: it is about all of them.
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
  | 'snapshot'
  | 'event'
  | 'control'
  | 'letter'

export interface ScopeOptions {
  readonly scope: RouteScope
  readonly identity: TokenIdentity
  readonly storage: Pick<ReadStorage, 'findNamespaceOf' | 'listEvents'>
}

/** Refuses what lies outside the namespaces of a token, and narrows lists to them. Throws `FORBIDDEN`. */
export async function checkScope(request: FastifyRequest, { scope, identity, storage }: ScopeOptions): Promise<void> {
  const own = identity.namespaces ?? []
  if (scope === 'none' || scope === 'own') return
  if (scope === 'all') throw forbidden(identity, 'this is about all of them')
  if (scope === 'query' && fieldOf(request.query, 'namespace') === undefined) {
    narrow(request, own)
    return
  }
  for (const namespace of await namespacesOf(request, scope, storage)) {
    if (own.includes(namespace)) continue
    throw forbidden(identity, isNamed(scope) ? `this is about "${namespace}"` : 'this is in none of them')
  }
}

/** Whether the request says the namespace itself; who gave an id alone is not told where that belongs. */
function isNamed(scope: RouteScope): boolean {
  return scope === 'path' || scope === 'query' || scope === 'events' || scope === 'upload'
}

/** Nothing where what is named does not exist, or the request has no valid form: the route says so. */
async function namespacesOf(
  request: FastifyRequest,
  scope: Exclude<RouteScope, 'none' | 'own' | 'all'>,
  storage: ScopeOptions['storage'],
): Promise<string[]> {
  const { params, query, body } = request
  switch (scope) {
    case 'path':
      return [String(fieldOf(params, 'namespace'))]
    case 'query':
      return [fieldOf(query, 'namespace')].flat().map(String)
    case 'events':
      return itemsOf(body, 'events').map((event) => String(fieldOf(event, 'namespace') ?? DEFAULT_NAMESPACE))
    case 'upload':
      return itemsOf(body, 'definitions').map((definition) => String(fieldOf(definition, 'namespace')))
    case 'execution':
    case 'letter': {
      const id = idOf(params, scope === 'letter' ? 'letter' : 'id')
      return [(id === null ? null : await storage.findNamespaceOf({ type: scope, id })) ?? []].flat()
    }
    case 'snapshot':
      return [(await storage.findNamespaceOf({ type: scope, id: String(fieldOf(params, 'hash')) })) ?? []].flat()
    case 'event':
    case 'control': {
      const offset = idOf(params, scope === 'event' ? 'event' : 'offset')
      if (offset === null) return []
      const query = { beginOffset: offset - 1, endOffset: offset, limit: 1, newestFirst: false }
      return (await storage.listEvents(query)).items.map((event) => event.namespace)
    }
  }
}

function narrow(request: FastifyRequest, own: readonly string[]): void {
  const [namespace] = own
  if (own.length > 1) {
    const message = `The token is good for the namespaces ${quoted(own)}. Say which of them is meant with "namespace".`
    throw new AIFlowError('INVALID_ARGUMENT', message, { details: { namespaces: [...own] } })
  }
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

function forbidden({ name, namespaces }: TokenIdentity, problem: string): AIFlowError {
  const own = namespaces ?? []
  const message = `The token "${name}" is good for the namespaces ${quoted(own)} only, and ${problem}. Use another token.`
  return new AIFlowError('FORBIDDEN', message, { details: { namespaces: [...own] } })
}

function quoted(names: readonly string[]): string {
  return names.map((name) => `"${name}"`).join(', ')
}
