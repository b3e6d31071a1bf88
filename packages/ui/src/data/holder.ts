/** A value outside React that components read with `useSyncExternalStore`. */
export interface Holder<T> {
  get(): T
  set(value: T): void
  subscribe(listener: () => void): () => void
}

export function createHolder<T>(first: T): Holder<T> {
  let value = first
  const listeners = new Set<() => void>()
  return {
    get: () => value,
    set: (next) => {
      value = next
      for (const listener of listeners) listener()
    },
    subscribe: (listener) => {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
  }
}
