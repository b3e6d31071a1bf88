import { expect, test } from 'vitest'
import { parseExpression } from './expression.ts'
import { scheduledTime } from './scheduled-time.ts'

/** Intervals of the firings after a time, as text; each ends at its due time. */
function intervals(expression: string, timezone: string, after: string, count: number): string[] {
  const calendar = parseExpression(expression, timezone, Date.parse('2026-01-01T00:00:30Z'))
  const found: string[] = []
  for (let time = calendar.next(Date.parse(after)); time !== null && found.length < count; time = calendar.next(time)) {
    const { dueTime, intervalStart, intervalEnd } = scheduledTime(calendar, 's', time)
    expect([dueTime, intervalEnd]).toEqual([time, time])
    found.push([intervalStart, intervalEnd].map((end) => new Date(end).toISOString().slice(5, 19)).join(' to '))
  }
  return found
}

test('an interval begins at the time before, in the time zone of the schedule', () => {
  expect(intervals('cron@0 3 * * *', 'Asia/Tokyo', '2026-05-01T00:00:00Z', 2)).toEqual([
    '04-30T18:00:00 to 05-01T18:00:00',
    '05-01T18:00:00 to 05-02T18:00:00',
  ])
})

test.each([
  // 23 hours where the clocks go forward, 25 where they go back.
  ['cron@0 0 * * *', '2026-03-27T12:00:00Z', ['03-27T23:00:00', '03-28T23:00:00', '03-29T22:00:00', '03-30T22:00:00']],
  ['cron@0 0 * * *', '2026-10-23T12:00:00Z', ['10-23T22:00:00', '10-24T22:00:00', '10-25T23:00:00', '10-26T23:00:00']],
  // A time that is skipped fires as the gap ends; one that is shown twice fires once, or twice where it is a wildcard.
  ['cron@30 2 * * *', '2026-03-27T12:00:00Z', ['03-28T01:30:00', '03-29T01:00:00', '03-30T00:30:00']],
  ['cron@30 2 * * *', '2026-10-23T12:00:00Z', ['10-24T00:30:00', '10-25T00:30:00', '10-26T01:30:00']],
  ['cron@30 * * * *', '2026-10-25T00:00:00Z', ['10-25T00:30:00', '10-25T01:30:00', '10-25T02:30:00']],
  ['cron@30 * * * *', '2026-03-29T00:00:00Z', ['03-29T00:30:00', '03-29T01:30:00', '03-29T02:30:00']],
])('%s leaves no gap where the clocks change, after %s', (expression, after, times) => {
  const found = intervals(expression, 'Europe/Berlin', after, times.length)
  expect(found.map((interval) => interval.split(' to ')[1])).toEqual(times)
  expect(found.slice(1).map((interval) => interval.split(' to ')[0])).toEqual(times.slice(0, -1))
})

test('an interval@ is counted from when it was created, also before that', () => {
  expect(intervals('interval@0 1 0 0', 'UTC', '2026-01-01T00:00:30Z', 2)).toEqual([
    '01-01T00:00:30 to 01-01T01:00:30',
    '01-01T01:00:30 to 01-01T02:00:30',
  ])
  expect(intervals('interval@0 1 0 0', 'UTC', '2025-12-31T22:30:00Z', 1)).toEqual(['12-31T22:00:30 to 12-31T23:00:30'])
})

test('the first time since 1970 has an interval that begins in 1970', () => {
  const calendar = parseExpression('cron@@yearly', 'UTC', 0)
  expect(scheduledTime(calendar, null, 0)).toEqual({ name: null, dueTime: 0, intervalStart: 0, intervalEnd: 0 })
})
