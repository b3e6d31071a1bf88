import { expect, test } from 'vitest'
import { ageOf, fittingLength } from './fitting-range.ts'

const MINUTE = 60_000

test.each([
  [3, 10],
  [10, 10],
  [11, 60],
  [61, 360],
  [361, 1440],
  [1441, 10_080],
  [20_000, 10_080],
])('data of %d minutes fit into a period of %d', (age, expected) => {
  expect(fittingLength(age * MINUTE)).toBe(expected * MINUTE)
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
