import { describe, expect, test } from 'vitest'
import { parseExpression } from './expression.ts'

function at(time: string): number {
  return Date.parse(time)
}

/** The firings after a time. */
function firings(expression: string, timezone: string, after: string, count: number): string[] {
  const calendar = parseExpression(expression, timezone, 0)
  const times: string[] = []
  for (let time = calendar.next(at(after)); time !== null && times.length < count; time = calendar.next(time)) {
    times.push(new Date(time).toISOString().replace('.000Z', 'Z'))
  }
  return times
}

describe('cron', () => {
  test('of five fields fires at whole minutes', () => {
    expect(firings('cron@*/20 8 * * *', 'UTC', '2026-01-01T08:00:00Z', 3)).toEqual([
      '2026-01-01T08:20:00Z',
      '2026-01-01T08:40:00Z',
      '2026-01-02T08:00:00Z',
    ])
  })

  test.each([
    ['@yearly', '2027-01-01T00:00:00Z'],
    ['@monthly', '2026-02-01T00:00:00Z'],
    ['@weekly', '2026-01-04T00:00:00Z'],
    ['@daily', '2026-01-02T00:00:00Z'],
    ['@hourly', '2026-01-01T09:00:00Z'],
  ])('of the name %s fires when cron does', (name, first) => {
    expect(firings(`cron@${name}`, 'UTC', '2026-01-01T08:30:00Z', 1)).toEqual([first])
  })

  test('of six fields begins with seconds', () => {
    expect(firings('cron@*/30 * * * * *', 'UTC', '2026-01-01T00:00:00Z', 2)).toEqual([
      '2026-01-01T00:00:30Z',
      '2026-01-01T00:01:00Z',
    ])
  })

  test('is read in its time zone', () => {
    expect(firings('cron@0 9 * * *', 'Asia/Tokyo', '2026-01-01T00:00:01Z', 1)).toEqual(['2026-01-02T00:00:00Z'])
    expect(firings('cron@0 9 * * *', 'America/New_York', '2026-01-01T00:00:00Z', 1)).toEqual(['2026-01-01T14:00:00Z'])
  })

  test('keeps the time of day when clocks change', () => {
    expect(firings('cron@0 12 * * *', 'Europe/Berlin', '2026-03-28T00:00:00Z', 2)).toEqual([
      '2026-03-28T11:00:00Z',
      '2026-03-29T10:00:00Z',
    ])
  })

  test('fires once on the day that lacks its hour, and once on the day that has it twice', () => {
    expect(firings('cron@30 2 * * *', 'Europe/Berlin', '2026-03-28T12:00:00Z', 2)).toEqual([
      '2026-03-29T01:00:00Z',
      '2026-03-30T00:30:00Z',
    ])
    expect(firings('cron@30 2 * * *', 'Europe/Berlin', '2026-10-24T12:00:00Z', 2)).toEqual([
      '2026-10-25T00:30:00Z',
      '2026-10-26T01:30:00Z',
    ])
  })

  test('a firing is after the time that is asked about, not at it', () => {
    expect(firings('cron@0 0 * * *', 'UTC', '2026-01-01T00:00:00Z', 1)).toEqual(['2026-01-02T00:00:00Z'])
  })

  test('the newest firings up to a time are told, that time included, oldest first', () => {
    const calendar = parseExpression('cron@0 * * * *', 'UTC', 0)
    const hours = (until: string) => calendar.newest(2, at(until)).map((time) => new Date(time).getUTCHours())
    expect(hours('2026-01-01T05:00:00Z')).toEqual([4, 5])
    expect(hours('2026-01-01T04:59:59.999Z')).toEqual([3, 4])
    expect(hours('2026-01-01T05:00:00.500Z')).toEqual([4, 5])
  })
})

describe('interval', () => {
  test('counts from its anchor, not from now', () => {
    const calendar = parseExpression('interval@1 2 3 4', 'UTC', 500)
    const period = (((24 + 2) * 60 + 3) * 60 + 4) * 1000
    expect(calendar.next(500)).toBe(500 + period)
    expect(calendar.next(0)).toBe(500 + period)
    expect(calendar.next(500 + period - 1)).toBe(500 + period)
    expect(calendar.next(500 + period)).toBe(500 + 2 * period)
    expect(calendar.next(500 + 10_000 * period + 1)).toBe(500 + 10_001 * period)
  })

  test('the newest firings up to a time are found at once, and the anchor is none', () => {
    const calendar = parseExpression('interval@0 0 0 1', 'UTC', 0)
    expect(calendar.newest(3, 1_000_000_000_500)).toEqual([999_999_998_000, 999_999_999_000, 1_000_000_000_000])
    expect(calendar.newest(3, 2000)).toEqual([1000, 2000])
    expect(calendar.newest(3, 0)).toEqual([])
  })
})

describe('refused, with what is wrong', () => {
  test.each([
    ['* * * * *', 'UTC', 'begins with neither "cron@" nor "interval@"'],
    ['cron@* * * *', 'UTC', 'it has 4 fields instead of five (or six, with seconds first)'],
    ['cron@* * * * * * *', 'UTC', 'it has 7 fields'],
    ['cron@', 'UTC', 'it has 1 field instead of five'],
    ['cron@@daily x', 'UTC', 'it has 2 fields'],
    ['cron@@reboot', 'UTC', 'it has 1 field'],
    ['cron@60 * * * *', 'UTC', 'Invalid value for minute: 60'],
    ['cron@a * * * *', 'UTC', 'illegal characters'],
    ['cron@0 0 30 2 *', 'UTC', 'there is no such day'],
    ['cron@* * * * *', 'Mars/Phobos', 'The time zone "Mars/Phobos"'],
    ['interval@0 0 0 0', 'UTC', 'longer than 0 seconds'],
    ['interval@0 0 1', 'UTC', 'four whole numbers: days, hours, minutes, seconds'],
    ['interval@0 0 0 -1', 'UTC', 'four whole numbers'],
    ['interval@0 0 0 1.5', 'UTC', 'four whole numbers'],
    ['interval@0 0 0 1e3', 'UTC', 'four whole numbers'],
    ['interval@104249991 0 0 0', 'UTC', 'not be longer than 100 years'],
  ])('"%s" in %s', (expression, timezone, problem) => {
    expect(() => parseExpression(expression, timezone, 0)).toThrow(
      expect.objectContaining({ code: 'INVALID_EXPRESSION', message: expect.stringContaining(problem) }),
    )
  })
})
