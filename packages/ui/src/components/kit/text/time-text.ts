import { zoneText } from '@aiflow/sdk/internal/time'

const SECOND = 1000
const MINUTE = 60 * SECOND
const HOUR = 60 * MINUTE
const DAY = 24 * HOUR

/** Two units at most: `340 ms`, `12.4 s`, `3 min 20 s`, `5 h 7 min`, `12 d 4 h`, as on the command line. */
export function durationText(ms: number): string {
  const length = Math.max(0, ms)
  if (length < SECOND) return `${Math.round(length)} ms`
  if (length < 10 * SECOND) return `${(Math.floor(length / 100) / 10).toFixed(1)} s`
  if (length < MINUTE) return `${Math.floor(length / SECOND)} s`
  if (length < HOUR) return `${Math.floor(length / MINUTE)} min ${Math.floor((length % MINUTE) / SECOND)} s`
  if (length < DAY) return `${Math.floor(length / HOUR)} h ${Math.floor((length % HOUR) / MINUTE)} min`
  return `${Math.floor(length / DAY)} d ${Math.floor((length % DAY) / HOUR)} h`
}

/** `just now`, `12 s ago`, `3 min ago`, `in 2 h`, `5 d ago`: one unit, whole. */
export function agoText(time: number, now: number): string {
  const distance = now - time
  const length = Math.abs(distance)
  if (length < 2 * SECOND) return 'just now'
  const text = roughText(length)
  return distance < 0 ? `in ${text}` : `${text} ago`
}

function roughText(length: number): string {
  if (length < MINUTE) return `${Math.floor(length / SECOND)} s`
  if (length < HOUR) return `${Math.floor(length / MINUTE)} min`
  if (length < DAY) return `${Math.floor(length / HOUR)} h`
  return `${Math.floor(length / DAY)} d`
}

/** Width of a column of `dateText` in any time zone and in a wide font, in pixels. */
export const DATE_WIDTH = 228

/** `2026-11-23 08:50:12+01:00`, in the time zone of the browser, which it ends with. */
export function dateText(time: number): string {
  return `${dayText(time)} ${clockText(time)}${zoneText(time)}`
}

/** `2026-11-23 08:50+01:00`: the seconds are left out if they are zero. */
export function minuteText(time: number): string {
  const clock = clockText(time)
  return `${dayText(time)} ${clock.endsWith(':00') ? clock.slice(0, 5) : clock}${zoneText(time)}`
}

/** `2026-11-23`, in the time zone of the browser. */
export function dayText(time: number): string {
  const date = new Date(time)
  return `${date.getFullYear()}-${padded(date.getMonth() + 1)}-${padded(date.getDate())}`
}

/** `08:50:12`, for places that name the time zone once. */
export function clockText(time: number): string {
  const date = new Date(time)
  return [date.getHours(), date.getMinutes(), date.getSeconds()].map(padded).join(':')
}

/** The time zone of the browser at a time: `UTC`, `UTC+01:00`. */
export function zoneName(time: number): string {
  const zone = zoneText(time)
  return zone === 'Z' ? 'UTC' : `UTC${zone}`
}

function padded(value: number): string {
  return String(value).padStart(2, '0')
}
