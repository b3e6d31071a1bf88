import { zoneText } from '@aiflow/sdk/internal/time'

const SECOND = 1000
const MINUTE = 60 * SECOND
const HOUR = 60 * MINUTE
const DAY = 24 * HOUR

/** `2026-03-01T12:05:09+01:00` in the time zone of this machine, as options take it; `-` for null. */
export function showTime(ms: number | null): string {
  if (ms === null) return '-'
  const date = new Date(ms)
  const day = [date.getFullYear(), two(date.getMonth() + 1), two(date.getDate())].join('-')
  return `${day}T${showClock(ms)}`
}

/** `12:05:09+01:00` in the time zone of this machine. */
export function showClock(ms: number): string {
  const date = new Date(ms)
  const clock = [date.getHours(), date.getMinutes(), date.getSeconds()].map(two).join(':')
  return `${clock}${zoneText(ms)}`
}

/** `12 ms`, `3.4 s`, `2 min 5 s`, `3 h 12 min`, `4 d 6 h`. */
export function showDuration(ms: number): string {
  if (ms < SECOND) return `${Math.max(0, Math.round(ms))} ms`
  if (ms < MINUTE) return `${(Math.floor(ms / 100) / 10).toFixed(1)} s`
  if (ms < HOUR) return `${Math.floor(ms / MINUTE)} min ${Math.floor((ms % MINUTE) / SECOND)} s`
  if (ms < DAY) return `${Math.floor(ms / HOUR)} h ${Math.floor((ms % HOUR) / MINUTE)} min`
  return `${Math.floor(ms / DAY)} d ${Math.floor((ms % DAY) / HOUR)} h`
}

function two(value: number): string {
  return String(value).padStart(2, '0')
}
