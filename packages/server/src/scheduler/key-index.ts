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

  /** A copy: who starts to listen because of the event does not get the event. */
  listeners(namespace: string, key: string): readonly Listener[] {
    const listeners = this.#byNamespace.get(namespace)?.get(key)
    return listeners === undefined ? [] : [...listeners]
  }
}
