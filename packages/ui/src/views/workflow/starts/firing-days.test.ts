import { expect, test } from 'vitest'
import { firingDays } from './firing-days.ts'

const HOUR = 3_600_000

function noonOf(day: number): number {
  return new Date(2026, 10, day, 12).getTime()
}

test('firings are grouped by day, in order', () => {
  const days = firingDays(
    [
      { schedule: 'b', times: [noonOf(23) + HOUR, noonOf(24)], goesOn: false },
      { schedule: 'a', times: [noonOf(23)], goesOn: false },
    ],
    noonOf(23),
    3,
  )
  expect(days.map(({ firings }) => firings.map(({ schedule }) => schedule))).toEqual([['a', 'b'], ['b'], []])
  expect(days.map(({ begin }) => new Date(begin).getDate())).toEqual([23, 24, 25])
})

test('days whose firings were not read are marked', () => {
  const [today, tomorrow] = firingDays([{ schedule: 'a', times: [noonOf(23)], goesOn: true }], noonOf(23), 2)
  expect([today?.often, tomorrow?.often]).toEqual([['a'], ['a']])
})
