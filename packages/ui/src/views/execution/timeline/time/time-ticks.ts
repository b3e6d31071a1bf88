import { clockText, dayText } from '../../../../components/kit/text/time-text.ts'
import type { TimeRange } from './time-window.ts'

const SECOND = 1000
const MINUTE = 60 * SECOND
const HOUR = 60 * MINUTE
const DAY = 24 * HOUR
const STEPS = [
  1,
  2,
  5,
  10,
  20,
  50,
  100,
  200,
  500,
  ...[1, 2, 5, 10, 15, 30].map((count) => count * SECOND),
  ...[1, 2, 5, 10, 15, 30].map((count) => count * MINUTE),
  ...[1, 2, 3, 6, 12].map((count) => count * HOUR),
  ...[1, 2, 7, 14, 30, 90, 365].map((count) => count * DAY),
]

/** A time on the scale, with its label. */
export interface Tick {
  readonly time: number
  readonly text: string
}

/** Round times within a range, in the time zone of the browser. `most` is the maximum number. */
export function ticksOf({ from, to }: TimeRange, most: number): readonly Tick[] {
  const step = STEPS.find((one) => (to - from) / one <= most) ?? 365 * DAY
  const zoneMs = new Date(from).getTimezoneOffset() * MINUTE
  const ticks: Tick[] = []
  for (let time = Math.ceil((from - zoneMs) / step) * step + zoneMs; time <= to; time += step) {
    ticks.push({ time, text: tickText(time, step) })
  }
  return ticks
}

function tickText(time: number, step: number): string {
  const [day, clock] = [dayText(time), clockText(time)]
  if (step < SECOND) return `${clock}.${String(Math.floor(time % SECOND)).padStart(3, '0')}`
  if (step >= DAY || clock === '00:00:00') return day.slice(5)
  return step < MINUTE ? clock : clock.slice(0, 5)
}
