import { MAX_DURATION_SECONDS, MAX_TIME_MS } from '../limits.ts'

const UNIT_MS: ReadonlyMap<string, number> = new Map([
  ['ms', 1],
  ['s', 1000],
  ['m', 60_000],
  ['h', 3_600_000],
  ['d', 86_400_000],
])

const DURATION = /^(\d{1,16}(?:\.\d{1,9})?)(ms|s|m|h|d)$/
const DATE = /^(\d{4}|[+-]\d{6})-(\d\d)-(\d\d)/
const CLOCK = /^T(\d\d):(\d\d)(?::(\d\d)(?:\.(\d{1,9}))?)?/
const ZONE = /^(?:Z|([+-])(\d\d):(\d\d))$/

/** A shorter number is more likely a year, a day or an hour than a moment of early 1970; only 0 is accepted. */
const MILLISECONDS = /^(?:0|\d{9,16})$/

/** What `parseTimeText` accepts, to follow "It must be". */
export const TIME_RULE =
  'a time in ISO 8601 like 2026-03-01T12:00:00Z, or milliseconds since 1970 (0, or at least 9 digits)'

/** What `parseDurationText` accepts, to follow "It must be". */
export const DURATION_RULE = 'a number with ms, s, m, h or d, like 30s, 10m, 2h or 90d, at most 100 years'

/**
 * A moment in milliseconds since the epoch. The text is ISO 8601 with at least date, hours and minutes, or a date alone for
 * its beginning, or milliseconds. A text without a zone is in the given one: UTC, or that of this machine. Null for any other
 * text, and for a day or hour that does not exist.
 */
export function parseTimeText(text: string, zone: 'UTC' | 'local'): number | null {
  const time = MILLISECONDS.test(text) ? Number(text) : parseIso(text, zone)
  return time !== null && Math.abs(time) <= MAX_TIME_MS ? time : null
}

/** The milliseconds of a duration such as `90s` or `10m`; null for any other text, and beyond the longest duration. */
export function parseDurationText(text: string): number | null {
  const [, count, unit = ''] = DURATION.exec(text) ?? []
  if (count === undefined) return null
  const ms = Math.round(Number(count) * (UNIT_MS.get(unit) ?? 0))
  return ms <= MAX_DURATION_SECONDS * 1000 ? ms : null
}

function parseIso(text: string, zone: 'UTC' | 'local'): number | null {
  const date = DATE.exec(text)
  if (date === null) return null
  const rest = text.slice(date[0].length)
  const clock = CLOCK.exec(rest) ?? ['', '0', '0', '0', '0']
  const zoneText = rest.slice(clock[0].length)
  const [year = 0, month = 0, day = 0] = date.slice(1).map(Number)
  const [hour = 0, minute = 0, second = 0] = clock.slice(1, 4).map((part) => Number(part ?? 0))
  // A zone must be one that a clock can show.
  if (zoneText !== '' && clock[0] === '') return null
  if (month < 1 || month > 12 || day < 1 || day > daysIn(year, month)) return null
  if (hour > 23 || minute > 59 || second > 59 || text.startsWith('-000000')) return null
  const ms = Number((clock[4] ?? '').padEnd(3, '0').slice(0, 3))
  const parts = [year, month - 1, day, hour, minute, second, ms] as const
  if (zoneText === '' && zone === 'local') return localTime(parts)
  const offsetMs = zoneText === '' ? 0 : offsetOf(zoneText)
  return offsetMs === null ? null : utcTime(parts) - offsetMs
}

type Parts = readonly [
  year: number,
  month: number,
  day: number,
  hour: number,
  minute: number,
  second: number,
  ms: number,
]

function offsetOf(zone: string): number | null {
  const match = ZONE.exec(zone)
  if (match === null) return null
  const [, sign, hours = '0', minutes = '0'] = match
  if (Number(hours) > 23 || Number(minutes) > 59) return null
  return (sign === '-' ? -1 : 1) * (Number(hours) * 60 + Number(minutes)) * 60_000
}

/** `Date.UTC` would take years below 100 as years of the 20th century. */
function utcTime([year, month, day, ...clock]: Parts): number {
  const date = new Date(0)
  date.setUTCFullYear(year, month, day)
  date.setUTCHours(...clock)
  return date.getTime()
}

/** The first of a time that exists twice; null for a time that is skipped when the clocks change. */
function localTime([year, month, day, ...clock]: Parts): number | null {
  const date = new Date(2000, 0, 1)
  date.setFullYear(year, month, day)
  date.setHours(...clock)
  const [hour, minute] = clock
  // Where midnight is skipped, the day begins an hour later.
  const isMidnight = clock.every((part) => part === 0)
  if (isMidnight && date.getDate() === day) return date.getTime()
  return date.getHours() === hour && date.getMinutes() === minute ? date.getTime() : null
}

function daysIn(year: number, month: number): number {
  return new Date(utcTime([year, month, 0, 0, 0, 0, 0])).getUTCDate()
}
