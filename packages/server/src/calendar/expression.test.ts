import { describe, expect, test } from 'vitest'
import { parseExpression } from './expression.ts'

const EARLIEST_OR_LATEST_MS = 8_640_000_000_000_000

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

  test.each([
    ['30 2,14 28 3 *', 'Europe/Berlin', '2027-03-28T01:00:00Z 2027-03-28T12:30:00Z'],
    ['30 2,14 31 10 *', 'Europe/Berlin', '2027-10-31T00:30:00Z 2027-10-31T13:30:00Z'],
    ['0,30 2 28 3 *', 'Europe/Berlin', '2027-03-28T01:00:00Z 2028-03-28T00:00:00Z'],
    ['0,30 2 31 10 *', 'Europe/Berlin', '2027-10-31T00:00:00Z 2027-10-31T00:30:00Z 2028-10-31T01:00:00Z'],
    ['15 1-3 28 3 *', 'Europe/Berlin', '2027-03-28T00:15:00Z 2027-03-28T01:00:00Z 2027-03-28T01:15:00Z'],
    ['0 0-4/2 28 3 *', 'Europe/Berlin', '2027-03-27T23:00:00Z 2027-03-28T01:00:00Z 2027-03-28T02:00:00Z'],
    ['10,20 30 2 28 3 *', 'Europe/Berlin', '2027-03-28T01:00:00Z 2028-03-28T00:30:10Z'],
    ['45 1,13 4 4 *', 'Australia/Lord_Howe', '2027-04-03T14:45:00Z 2027-04-04T03:15:00Z'],
    ['15 2 3 10 *', 'Australia/Lord_Howe', '2027-10-02T15:30:00Z'],
    ['0,30 0 6 9 *', 'America/Santiago', '2026-09-06T04:00:00Z 2027-09-06T03:00:00Z'],
    ['30 0 29 3 *', 'Asia/Beirut', '2026-03-28T22:00:00Z'],
    ['30 0 24 4 *', 'Africa/Cairo', '2026-04-23T22:00:00Z'],
    ['30 0 8 3 *', 'America/Havana', '2026-03-08T05:00:00Z'],
    ['30 23 28 3 *', 'America/Scoresbysund', '2026-03-29T01:00:00Z'],
    ['0 12 30 12 *', 'Pacific/Apia', '2026-12-29T23:00:00Z'],
  ])('of fixed times "%s" in %s fires as cron(8) says', (expression, timezone, times) => {
    const wanted = times.split(' ')
    const after = new Date(at(wanted[0] ?? '') - 86_400_000).toISOString()
    expect(firings(`cron@${expression}`, timezone, after, wanted.length)).toEqual(wanted)
  })

  test.each([
    ['*/30 2 28 3 *', 'Europe/Berlin', '2027-03-27T12:00:00Z', '2028-03-28T00:00:00Z'],
    ['30 */2 * * *', 'Europe/Berlin', '2027-03-28T00:00:00Z', '2027-03-28T02:30:00Z'],
    [
      '30 * * * *',
      'Europe/Berlin',
      '2027-10-31T00:00:00Z',
      '2027-10-31T00:30:00Z 2027-10-31T01:30:00Z 2027-10-31T02:30:00Z',
    ],
    ['*/30 2 31 10 *', 'Europe/Berlin', '2027-10-31T00:10:00Z', '2027-10-31T00:30:00Z 2027-10-31T01:00:00Z'],
    ['@hourly', 'Europe/Berlin', '2027-10-31T00:00:00Z', '2027-10-31T01:00:00Z 2027-10-31T02:00:00Z'],
    ['? 2 31 10 ?', 'Europe/Berlin', '2027-10-31T00:58:30Z', '2027-10-31T00:59:00Z 2027-10-31T01:00:00Z'],
  ])('of wildcards "%s" in %s fires as time goes by', (expression, timezone, after, times) => {
    const wanted = times.split(' ')
    expect(firings(`cron@${expression}`, timezone, after, wanted.length)).toEqual(wanted)
  })

  test.each([
    ['0 0 1 * 1', '2026-06-01 2026-06-08 2026-06-15'],
    ['0 0 */10 * 1', '2026-06-01 2026-08-31 2026-09-21'],
    ['0 0 1-7 * */7', '2026-06-07 2026-07-05 2026-08-02'],
    ['0 0 *,1 * 1', '2026-06-01 2026-06-08 2026-06-15'],
    ['0 0 L * *', '2026-05-31 2026-06-30 2026-07-31'],
    ['0 0 15W * *', '2026-06-15 2026-07-15 2026-08-14'],
    ['0 0 * * MON#1', '2026-06-01 2026-07-06 2026-08-03'],
    ['0 0 ? JUN-JUL FRI-SUN', '2026-06-05 2026-06-06 2026-06-07'],
    ['0 0 1 * +1', '2026-06-01 2027-02-01 2027-03-01'],
    ['0 0 29 2 *', '2028-02-29 2032-02-29 2036-02-29'],
  ])('of the days "%s" fires on those that cron names', (expression, days) => {
    const times = days.split(' ').map((day) => `${day}T00:00:00Z`)
    expect(firings(`cron@${expression}`, 'UTC', '2026-05-30T12:00:00Z', 3)).toEqual(times)
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

test.each(['cron@0 0 * * *', 'cron@@yearly', 'cron@0 0 29 2 1', 'interval@0 1 0 0'])(
  '%s has no time before 1970, however far before it is asked',
  (expression) => {
    for (const timezone of ['UTC', 'Europe/Berlin', 'America/New_York']) {
      const calendar = parseExpression(expression, timezone, Date.UTC(1960, 0, 1))
      const first = calendar.next(-1)
      expect(first).toBeGreaterThanOrEqual(0)
      for (const timeMs of [-EARLIEST_OR_LATEST_MS, -EARLIEST_OR_LATEST_MS - 1, Date.UTC(1960, 5, 1)]) {
        expect(calendar.next(timeMs)).toBe(first)
        expect(calendar.previous(timeMs)).toBeNull()
      }
    }
  },
)

describe('interval', () => {
  test('counts from its anchor, not from now, and back to 1970', () => {
    const calendar = parseExpression('interval@1 2 3 4', 'UTC', 500)
    const period = (((24 + 2) * 60 + 3) * 60 + 4) * 1000
    expect(calendar.next(500)).toBe(500 + period)
    expect(calendar.next(0)).toBe(500)
    expect(calendar.previous(500 + period)).toBe(500)
    expect(calendar.previous(500 + period + 1)).toBe(500 + period)
    expect(calendar.previous(500)).toBeNull()
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
    ['* * * * *', 'UTC', 'begins with neither "cron@" nor "interval@". Did you mean "cron@* * * * *"?'],
    ['@daily', 'UTC', 'Did you mean "cron@@daily"?'],
    ['every day', 'UTC', 'begins with neither "cron@" nor "interval@". Examples: "cron@*/5 * * * *", '],
    ['cron@* * * *', 'UTC', 'it has 4 fields instead of five (or six, with seconds first)'],
    ['cron@* * * * * * *', 'UTC', 'it has 7 fields'],
    ['cron@', 'UTC', 'it has 1 field instead of five'],
    ['cron@@daily x', 'UTC', 'it has 2 fields'],
    ['cron@@reboot', 'UTC', 'it has 1 field'],
    ['cron@60 * * * *', 'UTC', 'Invalid value for minute: 60'],
    ['cron@a * * * *', 'UTC', 'The field minute cannot be "a". It takes numbers from 0 to 59, '],
    ['cron@0 0 32 * *', 'UTC', 'Invalid value for day: 32. '],
    ['cron@0 0 0 * *', 'UTC', 'Invalid value for day: 0. '],
    ['cron@0 0 28-40 * *', 'UTC', 'Invalid value for day: 40. '],
    ['cron@0 0 32W * *', 'UTC', 'Invalid value for day: 32. '],
    ['cron@0 0 1,99 * *', 'UTC', 'Invalid value for day: 99. '],
    ['cron@0 0 * 13 *', 'UTC', 'Invalid value for month: 13. '],
    ['cron@0 0 * 0 *', 'UTC', 'Invalid value for month: 0. '],
    ['cron@0 0 * 5-14/2 *', 'UTC', 'Invalid value for month: 14. '],
    ['cron@0 0 * * 1-9', 'UTC', 'Invalid value for day of the week: 9. '],
    ['cron@0 24 * * *', 'UTC', 'Invalid value for hour: 24. '],
    ['cron@61 0 0 * * *', 'UTC', 'Invalid value for second: 61. '],
    ['cron@*/90 * * * *', 'UTC', 'Invalid step for minute: 90. '],
    ['cron@*/0 * * * *', 'UTC', 'Invalid step for minute: 0. '],
    ['cron@0 0 20-10 * *', 'UTC', 'The range "20-10" of the field day ends before it begins'],
    ['cron@0 0 * DEC-JAN *', 'UTC', 'The range "DEC-JAN" of the field month ends before it begins'],
    ['cron@0 0 * * 1#7', 'UTC', 'The field day of the week cannot be "1#7". It takes numbers from 0 to 7, '],
    ['cron@1,,2 * * * *', 'UTC', 'The field minute has nothing before, after or between commas'],
    ['cron@1, * * * *', 'UTC', 'The field minute has nothing before, after or between commas'],
    ['cron@-1 * * * *', 'UTC', 'The field minute cannot be "-1". '],
    ['cron@* * * * 1,MON#6', 'UTC', 'The field day of the week cannot be "MON#6". '],
    ['cron@* * * * L', 'UTC', 'The field day of the week cannot be "L". '],
    ['cron@* * L-3 * *', 'UTC', 'The field day cannot be "L-3". '],
    [
      'cron@* * LW-1 * *',
      'UTC',
      'L (the last day), 15W (the working day next to it), and alone LW (the last working day)',
    ],
    ['cron@1/5 * * * *', 'UTC', 'steps like */2 or 1-9/2'],
    ['cron@* * * JANUARY *', 'UTC', 'names from JAN to DEC'],
    ['cron@* * */ * *', 'UTC', 'The field day cannot be "*/"'],
    ['cron@* * * XXX *', 'UTC', 'The field month cannot be "XXX"'],
    ['cron@* * 1-2-3 * *', 'UTC', 'The field day cannot be "1-2-3"'],
    ['cron@LL * * * *', 'UTC', 'The field minute cannot be "LL"'],
    ['cron@0 0 30 2 *', 'UTC', 'there is no such day'],
    ['cron@* * * * *', 'Mars/Phobos', 'The time zone "Mars/Phobos"'],
    ['interval@0 0 0 0', 'UTC', 'longer than 0 seconds'],
    ['interval@0 0 1', 'UTC', 'four whole numbers: days, hours, minutes, seconds'],
    ['interval@0 0 0 -1', 'UTC', 'four whole numbers'],
    ['interval@0 0 0 1.5', 'UTC', 'four whole numbers'],
    ['interval@0 0 0 1e3', 'UTC', 'four whole numbers'],
    ['interval@104249991 0 0 0', 'UTC', 'not be longer than 100 years'],
    ['cron@@dayly', 'UTC', '@monthly, @weekly, @daily'],
  ])('"%s" in %s', (expression, timezone, problem) => {
    expect(() => parseExpression(expression, timezone, 0)).toThrow(
      expect.objectContaining({ code: 'INVALID_EXPRESSION', message: expect.stringContaining(problem) }),
    )
  })

  test('in words of ours, with what was written, whatever it is', () => {
    const parts = [
      '-1',
      '1-',
      'L',
      'LW',
      'L-3',
      'W',
      '3W',
      '1#1',
      'MON',
      'MON#6',
      'JANUARY',
      '1/5',
      '*/',
      '**',
      '+',
      '99',
      '1.5',
      '9-1',
      'x',
      '?#2',
    ]
    for (const place of [0, 1, 2, 3, 4])
      for (const part of parts)
        for (const written of [part, `1,${part}`, `${part}/2`, `1-${part}`, `${part}L`]) {
          const fields = ['*', '*', '*', '*', '*'].with(place, written)
          const message = problemOf(`cron@${fields.join(' ')}`)
          if (message === null) continue
          expect(message).toMatch(/^The expression ".*" is not valid: (The field|The range|Invalid (value|step) for) /)
          expect(message).not.toMatch(/CronPattern|NaN|undefined|together/)
        }
  })
})

function problemOf(expression: string): string | null {
  try {
    parseExpression(expression, 'UTC', 0)
    return null
  } catch (error) {
    return (error as Error).message
  }
}
