import { expect, test } from 'vitest'
import { ageOf, fittingLength } from './fitting-range.ts'

const MINUTE = 60_000

test.each([
  [1, 2],
  [3, 5],
  [10, 10],
  [11, 20],
  [61, 120],
  [361, 720],
  [1441, 2880],
  [20_000, 10_080],
])('data of %d minutes fit into a period of %d', (age, expected) => {
  expect(fittingLength(age * MINUTE)).toBe(expected * MINUTE)
})

test.each([3, 8, 25, 50, 200, 1000, 3000, 9000])('data of %d minutes fill most of the chart', (age) => {
  expect(age / (fittingLength(age * MINUTE) / MINUTE)).toBeGreaterThan(0.4)
})

test('the data begin with the first part that has executions', () => {
  const parts = [
    { time: 0, counts: {} },
    { time: 100, counts: { SUCCESS: 0 } },
    { time: 200, counts: { FAILED: 1 } },
    { time: 300, counts: { SUCCESS: 5 } },
  ]
  expect(ageOf({ parts, until: 400 })).toBe(200)
  expect(ageOf({ parts: parts.slice(0, 2), until: 400 })).toBeNull()
  expect(ageOf(undefined)).toBeNull()
})
