import type { Backlog } from '../../log/commit-report.ts'

interface Sized {
  readonly size?: number
}

/** How much of a queue is not done yet, and since when, in milliseconds of a monotonic clock. */
export class QueueBacklog {
  #events = 0
  /** When the oldest waiting event came in; null if none is waiting. */
  #waitingSince: number | null = null
  /** The same for those that are being done. */
  #takenSince: number | null = null

  add(events: number): void {
    this.#events += events
    this.#waitingSince ??= performance.now()
  }

  /** Call when the oldest works are being done. */
  take(works: readonly Sized[]): { done(left: readonly Sized[]): void } {
    const events = eventsOf(works)
    this.#takenSince = this.#waitingSince
    // What stays behind came in later. Its exact time does not matter.
    this.#waitingSince = null
    return {
      // What is left goes back to the front.
      done: (left) => {
        this.#events -= events - eventsOf(left)
        this.#takenSince = null
        if (this.#events > 0) this.#waitingSince ??= performance.now()
      },
    }
  }

  read(): Backlog {
    const since = this.#takenSince ?? this.#waitingSince
    return { events: this.#events, seconds: since === null ? 0 : (performance.now() - since) / 1000 }
  }
}

function eventsOf(works: readonly Sized[]): number {
  return works.reduce((sum, { size = 0 }) => sum + size, 0)
}
