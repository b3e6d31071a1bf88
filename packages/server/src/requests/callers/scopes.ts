import { AIFlowError } from '@aiflow/sdk/internal/errors'
import type { Identity, TokenIdentity } from '../../access/identity.ts'
import type { ReadStorage } from '../../storage/reads/read-storage.ts'

/**
 * What a request concerns: no namespace, all namespaces, the namespaces that it names, or something with an id that
 * belongs to a namespace.
 */
export type Subject =
  | { readonly type: 'none' }
  | { readonly type: 'all' }
  | { readonly type: 'namespaces'; readonly names: readonly string[] }
  | { readonly type: 'execution' | 'backfill' | 'letter'; readonly id: number }
  | { readonly type: 'snapshot'; readonly id: string }
  | { readonly type: 'event'; readonly offset: number }

type Lookup = Pick<ReadStorage, 'namespaces' | 'events'>

/**
 * Refuses requests outside the namespaces of a token. Something that does not exist is not refused here: the request
 * itself reports that. Throws `FORBIDDEN`.
 */
export async function checkSubject(subject: Subject, identity: Identity | null, storage: Lookup): Promise<void> {
  if (!isNarrow(identity) || subject.type === 'none') return
  if (subject.type === 'all') throw forbidden(identity, 'this is about all of them')
  for (const namespace of await namespacesOf(subject, storage)) {
    if (identity.namespaces.includes(namespace)) continue
    // Do not reveal the namespace to a caller that only sent an id.
    const isNamed = subject.type === 'namespaces'
    throw forbidden(identity, isNamed ? `this is about "${namespace}"` : 'this is in none of them')
  }
}

/**
 * The namespace of a list if the request does not name one; undefined for a caller that may see all namespaces. Throws
 * `INVALID_ARGUMENT` if the token has several.
 */
export function ownNamespaceOf(identity: Identity | null): string | undefined {
  if (!isNarrow(identity)) return undefined
  const { namespaces } = identity
  if (namespaces.length <= 1) return namespaces[0]
  const message = `The token is valid for the namespaces ${quoted(namespaces)}. Name one of them with "namespace".`
  throw new AIFlowError('INVALID_ARGUMENT', message, { details: { namespaces: [...namespaces] } })
}

type NarrowIdentity = TokenIdentity & { readonly namespaces: readonly string[] }

/** Whether the caller may use some namespaces only. */
export function isNarrow(identity: Identity | null): identity is NarrowIdentity {
  return identity?.type === 'token' && identity.namespaces !== null
}

async function namespacesOf(
  subject: Exclude<Subject, { type: 'none' | 'all' }>,
  storage: Lookup,
): Promise<readonly string[]> {
  switch (subject.type) {
    case 'namespaces':
      return subject.names
    case 'execution':
    case 'backfill':
    case 'letter':
    case 'snapshot':
      return [(await storage.namespaces.of(subject)) ?? []].flat()
    case 'event': {
      const { offset } = subject
      const query = { beginOffset: offset - 1, endOffset: offset, limit: 1, newestFirst: false }
      return (await storage.events.list(query)).items.map((event) => event.namespace)
    }
  }
}

function forbidden({ name, namespaces }: NarrowIdentity, problem: string): AIFlowError {
  const message = `The token "${name}" is valid only for the namespaces ${quoted(namespaces)}, and ${problem}. Use another token.`
  return new AIFlowError('FORBIDDEN', message, { details: { namespaces: [...namespaces] } })
}

function quoted(names: readonly string[]): string {
  return names.map((name) => `"${name}"`).join(', ')
}
