import type { Event } from '@aiflow/sdk/internal/model'
import { isWildcard, wildcardsOf } from '../model/status-keys.ts'

/** The key of listeners that react to everything that users and tasks send. No event has it. */
export const ANY_KEY = ''

const NONE: readonly never[] = []

/** Maps namespace and key of an event to its listeners, in the order they were added. */
export class KeyIndex<Listener> {
  readonly #byNamespace = new Map<string, Map<string, Set<Listener>>>()
  /** How many keys stand for several workflows or tasks: where there are none, nobody looks for them. */
  #wildcards = 0

  add(namespace: string, key: string, listener: Listener): void {
    const byKey = this.#byNamespace.get(namespace) ?? new Map<string, Set<Listener>>()
    this.#byNamespace.set(namespace, byKey)
    const listeners = byKey.get(key) ?? new Set<Listener>()
    if (listeners.size === 0 && isWildcard(key)) this.#wildcards += 1
    byKey.set(key, listeners.add(listener))
  }

  remove(namespace: string, key: string, listener: Listener): void {
    const byKey = this.#byNamespace.get(namespace)
    const listeners = byKey?.get(key)
    if (byKey === undefined || listeners === undefined) return
    listeners.delete(listener)
    if (listeners.size > 0) return
    byKey.delete(key)
    if (isWildcard(key)) this.#wildcards -= 1
  }

  /**
   * Those of an event's key; if a user or task sent it, those of any key, too; if it tells of a status, those of any workflow
   * or task. A copy.
   */
  listenersOf({ namespace, key, kind }: Pick<Event, 'namespace' | 'key' | 'kind'>): readonly Listener[] {
    const ofKey = this.listeners(namespace, key)
    const ofAny = kind === 'user' ? this.listeners(namespace, ANY_KEY) : this.#ofWildcards(namespace, key, kind)
    return ofAny.length === 0 ? ofKey : [...new Set([...ofKey, ...ofAny])]
  }

  #ofWildcards(namespace: string, key: string, kind: Event['kind']): readonly Listener[] {
    if (this.#wildcards === 0 || kind !== 'status') return NONE
    return wildcardsOf(key).flatMap((wildcard) => this.listeners(namespace, wildcard))
  }

  /** A copy, because a listener that is added because of an event must not get that event. */
  listeners(namespace: string, key: string): readonly Listener[] {
    const listeners = this.#byNamespace.get(namespace)?.get(key)
    return listeners === undefined ? NONE : [...listeners]
  }
}
