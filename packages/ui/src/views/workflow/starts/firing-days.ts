import type { Firings } from '../../../data/queries/starters.ts'

/** A coming firing. */
export interface Firing {
  readonly schedule: string
  /** Milliseconds since the epoch. */
  readonly time: number
}

export interface FiringDay {
  /** The beginning of the day, in the time zone of the browser. */
  readonly begin: number
  /** In order of time. */
  readonly firings: readonly Firing[]
  /** Schedules that fire so often that their firings on this day were not read. */
  readonly often: readonly string[]
}

/** The firings of each of the coming days, beginning with today. */
export function firingDays(all: readonly Firings[], now: number, count: number): readonly FiringDay[] {
  const firings = all
    .flatMap(({ schedule, times }) => times.map((time): Firing => ({ schedule, time })))
    .sort((a, b) => a.time - b.time)
  return Array.from({ length: count }, (_, index) => {
    const [begin, end] = [beginOfDay(now, index), beginOfDay(now, index + 1)]
    return {
      begin,
      firings: firings.filter(({ time }) => time >= begin && time < end),
      often: all.filter(({ times, goesOn }) => goesOn && (times.at(-1) ?? 0) < end).map(({ schedule }) => schedule),
    }
  })
}

/** Days differ in length when the clocks change. */
function beginOfDay(now: number, later: number): number {
  const date = new Date(now)
  return new Date(date.getFullYear(), date.getMonth(), date.getDate() + later).getTime()
}
