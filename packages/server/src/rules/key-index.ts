import type { Event } from '@aiflow/sdk/internal/model'

/** Under this key stand those who react to whatever users and tasks send; no event has it. */
export const ANY_KEY = ''

const NONE: readonly never[] = []

/** Who reacts to an event: (namespace, key) to its listeners, in the order they came. */
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

  /** Those of an event's key, and where it was sent by a user or task, those of any key; a copy. */
  listenersOf({ namespace, key, kind }: Pick<Event, 'namespace' | 'key' | 'kind'>): readonly Listener[] {
    const ofKey = this.listeners(namespace, key)
    const ofAny = kind === 'user' ? this.listeners(namespace, ANY_KEY) : NONE
    return ofAny.length === 0 ? ofKey : [...new Set([...ofKey, ...ofAny])]
  }

  /** A copy: who starts to listen because of the event does not get the event. */
  listeners(namespace: string, key: string): readonly Listener[] {
    const listeners = this.#byNamespace.get(namespace)?.get(key)
    return listeners === undefined ? NONE : [...listeners]
  }
}
