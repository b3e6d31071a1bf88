import { useSyncExternalStore } from 'react'
import { serverClock } from '../../../data/live/clock.ts'

const TICK_MS = 1000

/** One clock for everything that counts on the page. It stops while nothing shows it. */
class Ticker {
  #now = serverClock.now()
  #timer: ReturnType<typeof setInterval> | null = null
  readonly #listeners = new Set<() => void>()

  readonly now = (): number => this.#now

  readonly subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener)
    this.#timer ??= setInterval(() => this.#tick(), TICK_MS)
    return () => {
      this.#listeners.delete(listener)
      if (this.#listeners.size > 0 || this.#timer === null) return
      clearInterval(this.#timer)
      this.#timer = null
    }
  }

  #tick(): void {
    if (document.hidden) return
    this.#now = serverClock.now()
    for (const listener of this.#listeners) listener()
  }
}

const ticker = new Ticker()

/** The time of the server, to the second, while a component uses it. */
export function useNow(): number {
  return useSyncExternalStore(ticker.subscribe, ticker.now)
}
