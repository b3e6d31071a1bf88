import type { CronFields } from './cron-fields.ts'
import type { TimeZone, Transition } from './time-zone.ts'

const SECOND_MS = 1000

/** Like cron(8), treats a greater change as a clock that was set, and takes its new time as it is. */
const GREATEST_CHANGE_MS = 3 * 3_600_000

/**
 * Maps the times of cron fields to instants, as cron(8) does where clocks change.
 * - Times of day that are skipped: fixed ones fire once, as the gap ends. Wildcards do not fire.
 * - Times of day that are repeated: fixed ones fire the first time only. Wildcards, which stand for a distance in time,
 *   fire both times.
 * Instants are whole seconds.
 */
export class CronCalendar {
  readonly #fields: CronFields
  readonly #zone: TimeZone

  constructor(fields: CronFields, zone: TimeZone) {
    this.#fields = fields
    this.#zone = zone
  }

  /** The first firing after a time; null if there is none. */
  next(afterMs: number): number | null {
    let from = this.#afterRepeat(Math.floor(afterMs / SECOND_MS) * SECOND_MS)
    let offset = this.#zone.offsetAt(from)
    let wall = this.#fields.nextWallTime(from + offset)
    while (wall !== null) {
      const transition = this.#zone.firstTransition(from, wall - offset)
      if (transition === null) return wall - offset
      if (this.#isCaughtUp(transition, wall)) return transition.timeMs
      from = transition.timeMs
      offset = transition.after
      wall = this.#nextWallTime(wall, transition)
    }
    return null
  }

  /** The last firing before a time; null if there is none since 1970. */
  previous(beforeMs: number): number | null {
    let before = Math.ceil(beforeMs / SECOND_MS) * SECOND_MS
    while (before > 0) {
      // Searches a second earlier. A fixed time that is repeated fired when it was shown first.
      const last = this.#beforeRepeat(before - SECOND_MS)
      const offset = this.#zone.offsetAt(last)
      const wall = this.#fields.previousWallTime(last + SECOND_MS + offset)
      if (wall === null) return null
      const time = Math.max(0, wall - offset)
      const transition = this.#zone.lastTransition(time, last) ?? this.#repeatAt(time)
      if (transition === null) return wall - offset < 0 ? null : wall - offset
      const skipped = this.#fields.previousWallTime(transition.timeMs + transition.after)
      if (skipped !== null && this.#isCaughtUp(transition, skipped)) return transition.timeMs
      before = transition.timeMs
    }
    return null
  }

  /** The next time that the clock shows from a transition on; `wall` is the next one found before it. */
  #nextWallTime(wall: number, transition: Transition): number | null {
    const { timeMs, before, after } = transition
    // Fixed times continue where the clock shows times for the first time.
    const shown = timeMs + (this.#isRepeatOfFixed(transition) ? before : after)
    // Searching for rare days again at each transition would be slow.
    return wall >= shown && shown >= timeMs + before ? wall : this.#fields.nextWallTime(shown - SECOND_MS)
  }

  /** Whether a time of day was skipped, and fires as the gap ends. */
  #isCaughtUp({ timeMs, before, after }: Transition, wall: number): boolean {
    if (this.#fields.isWildcard || after - before >= GREATEST_CHANGE_MS) return false
    return wall >= timeMs + before && wall < timeMs + after
  }

  #isRepeatOfFixed({ before, after }: Transition): boolean {
    return !this.#fields.isWildcard && before > after && before - after < GREATEST_CHANGE_MS
  }

  /** The transition that repeats the times of day at an instant, for fixed times, which fired the first time. */
  #repeatAt(timeMs: number): Transition | null {
    if (this.#fields.isWildcard) return null
    const transition = this.#zone.lastTransition(timeMs - GREATEST_CHANGE_MS, timeMs)
    if (transition === null || !this.#isRepeatOfFixed(transition)) return null
    return timeMs < endOfRepeat(transition) ? transition : null
  }

  #afterRepeat(timeMs: number): number {
    const repeat = this.#repeatAt(timeMs)
    return repeat === null ? timeMs : endOfRepeat(repeat) - SECOND_MS
  }

  #beforeRepeat(timeMs: number): number {
    const repeat = this.#repeatAt(timeMs)
    return repeat === null ? timeMs : repeat.timeMs - SECOND_MS
  }
}

function endOfRepeat({ timeMs, before, after }: Transition): number {
  return timeMs + before - after
}
