import { expect, test } from 'vitest'
import { MAX_TIME_MS } from '../limits.ts'
import { msOf, timeAfter } from './clock.ts'

const NOW = Date.parse('2026-03-01T12:00:00Z')
const EXTREMES = [0, 0.0001, 1, 2 ** 31, 2 ** 53 - 1, 1e13, 1e300, Number.MAX_VALUE, Number.POSITIVE_INFINITY]

test('a duration of any length, and the time after it, are whole numbers that the store holds', () => {
  for (const seconds of EXTREMES) {
    const ms = msOf(seconds)
    expect(ms).toSatisfy(Number.isSafeInteger)
    for (const before of [0, NOW, MAX_TIME_MS]) {
      const time = timeAfter(timeAfter(before, ms), ms)
      expect(time).toBeGreaterThanOrEqual(before)
      expect(new Date(time).getTime()).toBe(time)
    }
  }
})

test('a duration that is no whole number of milliseconds is rounded up, so that it is never 0 by that', () => {
  expect([msOf(0.0001), msOf(1.5), msOf(0)]).toEqual([1, 1500, 0])
})
