/** Something of the page that is open or not, and that anything may open. */
export interface OpenSwitch {
  isOn(): boolean
  set(on: boolean): void
  subscribe(listener: () => void): () => void
}

export function createSwitch(): OpenSwitch {
  let on = false
  const listeners = new Set<() => void>()
  return {
    isOn: () => on,
    set: (next) => {
      on = next
      for (const listener of listeners) listener()
    },
    subscribe: (listener) => {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
  }
}
