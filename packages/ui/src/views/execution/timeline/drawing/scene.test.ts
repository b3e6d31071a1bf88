import { expect, test } from 'vitest'
import { endOf, firstAfter, timeAt, xOf } from './scene.ts'

const SCENE = { width: 200, range: { from: 1000, to: 2000 } }

test('times and places lead to each other', () => {
  expect([1000, 1500, 2000, 2500].map((time) => xOf(SCENE, time))).toEqual([0, 100, 200, 300])
  for (const time of [900, 1000, 1234, 3000]) expect(timeAt(SCENE, xOf(SCENE, time))).toBeCloseTo(time)
})

test('the first item at or after a time is found, at any position', () => {
  const times = [10, 20, 20, 30]
  const found = [5, 10, 11, 20, 25, 30, 31].map((time) => firstAfter(times, time, (one) => one))
  expect(found).toEqual([0, 0, 1, 1, 3, 3, 4])
  expect(firstAfter([], 5, Number)).toBe(0)
})

test('what still runs has no end', () => {
  const segment = { sequenceNumber: 1, status: 'RUNNING', from: 5, to: null, next: null } as const
  expect(endOf(segment)).toBe(Number.POSITIVE_INFINITY)
  expect(endOf({ ...segment, to: 9 })).toBe(9)
})
