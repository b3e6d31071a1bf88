import type { Event } from '@aiflow/sdk/internal/model'

/** The key of listeners that react to everything that users and tasks send. No event has it. */
export const ANY_KEY = ''

const NONE: readonly never[] = []

/** Maps namespace and key of an event to its listeners, in the order they were added. */
export class KeyIndex<Listener> {
  readonly #byNamespace = new Map<string, Map<string, Set<Listener>>>()

  add(namespace: string, key: string, listener: Listener): void {
    const byKey = this.#byNamespace.get(namespace) ?? new Map<string, Set<Listener>>()
    this.#byNamespace.set(namespace, byKey)
    const listeners = byKey.get(key) ?? new Set<Listener>()
    byKey.set(key, listeners.add(listener))
  }

  remove(namespace: string, key: string, listener: Listener): void {
    const byKey = this.#byNamespace.get(namespace)
    const listeners = byKey?.get(key)
    if (byKey === undefined || listeners === undefined) return
    listeners.delete(listener)
    if (listeners.size === 0) byKey.delete(key)
  }

  /** The listeners of an event's key. For an event of a user or task, also the listeners of any key. Returns a copy. */
  listenersOf({ namespace, key, kind }: Pick<Event, 'namespace' | 'key' | 'kind'>): readonly Listener[] {
    const ofKey = this.listeners(namespace, key)
    const ofAny = kind === 'user' ? this.listeners(namespace, ANY_KEY) : NONE
    return ofAny.length === 0 ? ofKey : [...new Set([...ofKey, ...ofAny])]
  }

  /** A copy, because a listener that is added because of an event must not get that event. */
  listeners(namespace: string, key: string): readonly Listener[] {
    const listeners = this.#byNamespace.get(namespace)?.get(key)
    return listeners === undefined ? NONE : [...listeners]
  }
}
