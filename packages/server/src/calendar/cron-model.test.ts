import { expect, test } from 'vitest'
import { generator } from '../testing/generator.ts'
import { parseExpression } from './expression.ts'

/*
 * Cron, told once more and in another way: minute by minute, with a clock that is read and a memory of what it has shown.
 * Each zone is looked at around changes of its clocks.
 */

const MINUTE_MS = 60_000
const QUARTER_MS = 15 * MINUTE_MS
const WINDOW_MS = 32 * 3_600_000
const CASES = 2000

const CHANGES: ReadonlyArray<readonly [zone: string, ...times: string[]]> = [
  ['UTC', '2026-03-29T01:00Z', '2027-02-28T23:00Z'],
  ['Asia/Tokyo', '2026-12-31T15:00Z', '2028-02-29T15:00Z'],
  ['Europe/Berlin', '2026-03-29T01:00Z', '2026-10-25T01:00Z', '2027-03-28T01:00Z', '2027-10-31T01:00Z'],
  ['Europe/London', '2026-03-29T01:00Z', '2026-10-25T01:00Z'],
  ['Europe/Lisbon', '2026-03-29T01:00Z', '2026-10-25T01:00Z'],
  ['America/New_York', '2026-03-08T07:00Z', '2026-11-01T06:00Z'],
  ['America/Los_Angeles', '2026-03-08T10:00Z', '2026-11-01T09:00Z'],
  ['America/St_Johns', '2026-03-08T05:30Z', '2026-11-01T04:30Z', '2010-11-07T02:31Z'],
  ['America/Havana', '2026-03-08T05:00Z', '2026-11-01T05:00Z'],
  ['America/Santiago', '2026-09-06T04:00Z', '2026-04-05T03:00Z'],
  ['America/Asuncion', '2023-10-01T04:00Z', '2024-03-24T03:00Z'],
  ['America/Sao_Paulo', '2018-11-04T03:00Z', '2019-02-17T02:00Z'],
  ['America/Scoresbysund', '2026-03-29T01:00Z', '2026-10-25T01:00Z'],
  ['Asia/Beirut', '2026-03-28T22:00Z', '2026-10-24T21:00Z'],
  ['Africa/Cairo', '2026-04-23T22:00Z', '2026-10-29T21:00Z'],
  ['Africa/Casablanca', '2026-02-15T02:00Z', '2026-03-22T02:00Z'],
  ['Australia/Lord_Howe', '2026-10-03T15:30Z', '2026-04-04T15:00Z'],
  ['Australia/Sydney', '2026-10-03T16:00Z', '2026-04-04T16:00Z'],
  ['Antarctica/Troll', '2026-03-29T01:00Z', '2026-10-25T01:00Z'],
  ['Pacific/Apia', '2011-12-30T10:00Z', '2011-09-24T11:00Z', '2012-03-31T14:00Z'],
]

test(`of ${CASES} random expressions in 20 zones, all fire when a model does that goes minute by minute`, () => {
  const random = generator(20_260_329)
  const windows = CHANGES.flatMap(([zone, ...times]) => times.map((time) => new ClockWindow(zone, Date.parse(time))))
  expect(new Set(windows.map(({ zone }) => zone)).size).toBe(20)
  for (let index = 0; index < CASES; index += 1) {
    const window = windows[index % windows.length] as ClockWindow
    const job = randomJob(random, window)
    const calendar = parseExpression(`cron@${job.text}`, window.zone, 0)
    const isDense = job.minutes.size > 6
    const from = window.change + Math.round((random() * 2 - 1.5) * (isDense ? 2 : 20) * 60) * MINUTE_MS + 7000
    const wanted = window.firings(job).filter((time) => time > from)
    const shown = wanted.slice(0, isDense ? 40 : 20)
    const times: number[] = []
    for (let time = calendar.next(from); times.length < shown.length; time = calendar.next(time)) {
      if (time === null) break
      times.push(time)
    }
    const name = `${job.text} in ${window.zone} after ${iso([from])}`
    expect([name, ...iso(times)]).toEqual([name, ...iso(shown)])
    const until = shown.at(-1)
    if (until === undefined) continue
    expect([name, ...iso(calendar.newest(shown.length, until + 1))]).toEqual([name, ...iso(shown)])
  }
})

interface Job {
  readonly text: string
  readonly seconds: ReadonlySet<number>
  readonly minutes: ReadonlySet<number>
  readonly hours: ReadonlySet<number>
  readonly days: ReadonlySet<number>
  readonly months: ReadonlySet<number>
  readonly weekdays: ReadonlySet<number>
  readonly isWildcard: boolean
  readonly needsBothDays: boolean
}

interface Minute {
  readonly time: number
  /** What the clock shows, as a number that rises with it. */
  readonly shown: number
  readonly date: Shown
}

interface Shown {
  readonly minute: number
  readonly hour: number
  readonly day: number
  readonly month: number
  readonly weekday: number
}

class ClockWindow {
  readonly zone: string
  readonly change: number
  readonly #minutes: readonly Minute[]

  constructor(zone: string, change: number) {
    this.zone = zone
    this.change = change
    const format = new Intl.DateTimeFormat('en-GB', { timeZone: zone, timeZoneName: 'longOffset' })
    const minutes: Minute[] = []
    for (let time = change - WINDOW_MS; time < change + WINDOW_MS; time += QUARTER_MS) {
      const [offset, nextOffset] = [offsetIn(format.format(time)), offsetIn(format.format(time + QUARTER_MS))]
      for (let now = time; now < time + QUARTER_MS; now += MINUTE_MS) {
        const shown = now + (offset === nextOffset ? offset : offsetIn(format.format(now)))
        minutes.push({ time: now, shown, date: dateOf(shown) })
      }
    }
    this.#minutes = minutes
  }

  /** The month and day that the clock shows at some hour of the window, to name days that come. */
  dayAt(share: number): Date {
    return new Date(this.#minutes[Math.floor(share * this.#minutes.length)]?.shown ?? 0)
  }

  firings(job: Job): number[] {
    const times: number[] = []
    let greatest = (this.#minutes[0]?.shown ?? 0) - MINUTE_MS // Nothing was skipped before the window.
    for (const { time, shown, date } of this.#minutes) {
      const skipped = shown - greatest - MINUTE_MS
      if (skipped > 0 && skipped < 180 * MINUTE_MS && !job.isWildcard) {
        let isDue = false
        for (let missed = greatest + MINUTE_MS; missed < shown; missed += MINUTE_MS)
          isDue ||= isNamed(job, dateOf(missed))
        if (isDue) times.push(time)
      }
      const isAgain = shown <= greatest && greatest - shown < 180 * MINUTE_MS
      if (isNamed(job, date) && (job.isWildcard || !isAgain))
        for (const second of job.seconds) times.push(time + second * 1000)
      greatest = isAgain ? greatest : shown
    }
    return [...new Set(times)].sort((a, b) => a - b)
  }
}

function isNamed(job: Job, { minute, hour, day, month, weekday }: Shown): boolean {
  if (!job.minutes.has(minute) || !job.hours.has(hour) || !job.months.has(month)) return false
  const [isDay, isWeekday] = [job.days.has(day), job.weekdays.has(weekday)]
  return job.needsBothDays ? isDay && isWeekday : isDay || isWeekday
}

function dateOf(shown: number): Shown {
  const date = new Date(shown)
  return {
    minute: date.getUTCMinutes(),
    hour: date.getUTCHours(),
    day: date.getUTCDate(),
    month: date.getUTCMonth() + 1,
    weekday: date.getUTCDay(),
  }
}

function offsetIn(text: string): number {
  const [, sign, hours, minutes] = /GMT([+-])(\d\d):(\d\d)/.exec(text) ?? []
  return (sign === '-' ? -1 : 1) * (Number(hours ?? 0) * 60 + Number(minutes ?? 0)) * MINUTE_MS
}

interface Field {
  readonly text: string
  readonly values: ReadonlySet<number>
}

function randomJob(random: () => number, window: ClockWindow): Job {
  const date = window.dayAt(0.4 + random() / 2)
  const seconds = random() < 0.2 ? randomField(random, 0, 59, 15) : null
  const minutes = randomField(random, 0, 59, random() < 0.5 ? 30 : 15)
  const hours = randomField(random, 0, 23, Math.min(22, date.getUTCHours()))
  const days = random() < 0.5 ? every(1, 31) : randomField(random, 1, 31, date.getUTCDate())
  const months = random() < 0.7 ? every(1, 12) : randomField(random, 1, 12, date.getUTCMonth() + 1)
  const weekdays = random() < 0.5 ? every(0, 6) : randomField(random, 0, 6, date.getUTCDay())
  const fields = [...(seconds === null ? [] : [seconds]), minutes, hours, days, months, weekdays]
  const isStar = ({ text }: Field) => text.startsWith('*')
  return {
    text: fields.map(({ text }) => text).join(' '),
    seconds: seconds?.values ?? new Set([0]),
    minutes: minutes.values,
    hours: hours.values,
    days: days.values,
    months: months.values,
    weekdays: weekdays.values,
    isWildcard: isStar(minutes) || isStar(hours),
    needsBothDays: isStar(days) || isStar(weekdays),
  }
}

/** A number, list, range, or steps, mostly of what is near to a value. */
function randomField(random: () => number, least: number, greatest: number, near: number): Field {
  const whole = (from: number, to: number) => from + Math.floor(random() * (to - from + 1))
  const value = () =>
    random() < 0.6 ? Math.min(greatest, Math.max(least, near + whole(-1, 1))) : whole(least, greatest)
  const kind = whole(0, 6)
  if (kind === 0) return every(least, greatest)
  if (kind === 1) {
    const step = whole(2, 7)
    return { text: `*/${step}`, values: range(least, greatest, step) }
  }
  const [from = least, to = greatest] = [value(), value()].sort((a, b) => a - b)
  if (kind === 2) return { text: `${from}-${to}`, values: range(from, to, 1) }
  if (kind === 3) {
    const step = whole(1, 6)
    return { text: `${from}-${to}/${step}`, values: range(from, to, step) }
  }
  const values = kind === 4 ? [value()] : [value(), value(), value()]
  return { text: values.join(','), values: new Set(values) }
}

function every(least: number, greatest: number): Field {
  return { text: '*', values: range(least, greatest, 1) }
}

function range(from: number, to: number, step: number): ReadonlySet<number> {
  const values = new Set<number>()
  for (let value = from; value <= to; value += step) values.add(value)
  return values
}

function iso(times: readonly number[]): string[] {
  return times.map((time) => new Date(time).toISOString())
}
