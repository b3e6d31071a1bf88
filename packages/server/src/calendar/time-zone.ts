const SECOND_MS = 1000

/** No zone is known to have changed its clocks twice within a week. */
const PROBE_MS = 7 * 86_400_000

/** A change of the clocks of a zone: their offset from UTC is `before` until then, and `after` from then on. */
export interface Transition {
  readonly timeMs: number
  readonly before: number
  readonly after: number
}

/** The clocks of an IANA time zone. Throws a `RangeError` if the name is unknown. */
export class TimeZone {
  readonly #format: Intl.DateTimeFormat

  constructor(name: string) {
    this.#format = new Intl.DateTimeFormat('en-US', {
      timeZone: name,
      hourCycle: 'h23',
      year: 'numeric',
      month: 'numeric',
      day: 'numeric',
      hour: 'numeric',
      minute: 'numeric',
      second: 'numeric',
    })
  }

  /** How far the clocks are ahead of UTC at a whole second, in milliseconds. */
  offsetAt(timeMs: number): number {
    const [month = 1, day = 1, year = 1970, hour = 0, minute = 0, second = 0] =
      this.#format.format(timeMs).match(/\d+/g)?.map(Number) ?? []
    return Date.UTC(year, month - 1, day, hour, minute, second) - timeMs
  }

  /** The first transition after a whole second, at or before another. */
  firstTransition(afterMs: number, untilMs: number): Transition | null {
    const before = this.offsetAt(afterMs)
    for (let from = afterMs; from < untilMs; from += PROBE_MS) {
      const to = Math.min(from + PROBE_MS, untilMs)
      if (this.offsetAt(to) !== before) return this.#transitionBetween(from, to)
    }
    return null
  }

  /** The last transition after a whole second, at or before another. */
  lastTransition(afterMs: number, untilMs: number): Transition | null {
    const after = this.offsetAt(untilMs)
    for (let to = untilMs; to > afterMs; to -= PROBE_MS) {
      const from = Math.max(to - PROBE_MS, afterMs)
      if (this.offsetAt(from) !== after) return this.#transitionBetween(from, to)
    }
    return null
  }

  #transitionBetween(from: number, to: number): Transition {
    const before = this.offsetAt(from)
    let [last, first] = [from, to]
    while (first - last > SECOND_MS) {
      const middle = last + Math.floor((first - last) / (2 * SECOND_MS)) * SECOND_MS
      if (this.offsetAt(middle) === before) last = middle
      else first = middle
    }
    return { timeMs: first, before, after: this.offsetAt(first) }
  }
}
