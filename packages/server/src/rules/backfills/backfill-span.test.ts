import { describe, expect, test } from 'vitest'
import { allTimes, requireTimes } from './all-times.ts'
import { backfillSpan, calendarOf, timesOf } from './backfill-span.ts'

const NOW = Date.parse('2026-03-10T12:00:00Z')
const DAY = 86_400_000
const FROM = Date.parse('2026-03-01T00:00:00Z')
const ASKED = { from: FROM, to: FROM + 3 * DAY, order: 'oldestFirst' } as const
const DAILY = { name: 'daily', expression: 'cron@0 0 * * *', timezone: 'UTC', parameters: { a: 1 }, createTime: NOW }

function span(more: Partial<Parameters<typeof backfillSpan>[1]> = {}, schedules: readonly (typeof DAILY)[] = [DAILY]) {
  return backfillSpan('w', { ...ASKED, ...more }, { schedules, now: NOW })
}

function days(more: Parameters<typeof span>[0]): number[] {
  return [...allTimes(span(more))].map((time) => (time - FROM) / DAY)
}

test('times go from the beginning, which is included, to the end, which is not, in either order', () => {
  expect(days({})).toEqual([0, 1, 2])
  expect(days({ order: 'newestFirst' })).toEqual([2, 1, 0])
  expect(days({ from: FROM + 1, to: FROM + 2 * DAY + 1 })).toEqual([1, 2])
  const after = (of: ReturnType<typeof span>) => [...timesOf(of, calendarOf(of), FROM)]
  expect(after(span()).map((time) => (time - FROM) / DAY)).toEqual([1, 2])
  expect(after(span({ order: 'newestFirst' }))).toEqual([])
})

test('an interval@ is counted from the creation of its schedule, or from the beginning of the range', () => {
  const interval = { ...DAILY, expression: 'interval@1 0 0 0', createTime: FROM + DAY / 2 }
  expect([...allTimes(span({}, [interval]))].map((time) => (time - FROM) / DAY)).toEqual([0.5, 1.5, 2.5])
  expect(days({ expression: 'interval@1 0 0 0' })).toEqual([0, 1, 2])
})

test('the only schedule is meant, or the one that is named, or an expression without a name', () => {
  const other = { ...DAILY, name: 'other', parameters: { a: 2 } }
  expect(span()).toMatchObject({ schedule: 'daily', anchorTime: NOW, parameters: { a: 1 } })
  expect(span({ schedule: 'other' }, [DAILY, other])).toMatchObject({ schedule: 'other', parameters: { a: 2 } })
  expect(span({ expression: 'cron@@daily' }, [])).toMatchObject({ schedule: null, timezone: 'UTC', parameters: {} })
  expect(span({ expression: 'cron@@daily', timezone: 'Asia/Tokyo' }, [])).toMatchObject({ timezone: 'Asia/Tokyo' })
})

describe('is refused', () => {
  test.each<[string, Parameters<typeof span>[0], readonly (typeof DAILY)[], string]>([
    ['a range that ends before it begins', { from: ASKED.to, to: FROM }, [DAILY], '"from" must be before "to"'],
    ['the future', { to: NOW + 1 }, [DAILY], 'in the future'],
    ['a schedule that is not there', { schedule: 'none' }, [DAILY], 'has no schedule "none"'],
    ['no schedule at all', {}, [], 'has no schedule. Add one, or start a backfill with an expression'],
    ['one of several', {}, [DAILY, { ...DAILY, name: 'other' }], 'Say which one: "daily", "other".'],
    ['a schedule with an expression', { schedule: 'daily', expression: 'cron@@daily' }, [DAILY], 'not both'],
    ['a schedule with a time zone', { timezone: 'UTC' }, [DAILY], '"timezone" is for an expression'],
    ['a wrong expression', { expression: 'cron@' }, [], 'is not valid'],
  ])('%s', (_, more, schedules, message) => {
    expect(() => span(more, schedules)).toThrow(message)
  })

  test('a range without times, or with too many', () => {
    const check = (more: Parameters<typeof span>[0]) => requireTimes(span(more), [...allTimes(span(more))])
    expect(() => check({ from: FROM + 1, to: FROM + 2 })).toThrow('has no time from 2026-03-01T00:00:00.001Z')
    const many = { expression: 'interval@0 0 0 1', from: FROM, to: FROM + 10_001_000 }
    expect(() => check(many)).toThrow('more than 10000 times')
    expect([...allTimes(span({ ...many, to: NOW }))]).toHaveLength(10_001)
    check({ ...many, to: FROM + 10_000_000 })
  })
})
