import { expect, test } from 'vitest'
import { moved, rangeOf, type TimeBounds, zoomed } from './time-window.ts'

const LIVING: TimeBounds = { from: 0, to: 100_000, isLiving: true }
const ENDED: TimeBounds = { from: 0, to: 100_000, isLiving: false }
const ALL = rangeOf({ type: 'all' }, ENDED)

test('all of it has room on both sides', () => {
  expect(ALL).toEqual({ from: -2000, to: 102_000 })
})

test('zooming keeps the moment under the pointer where it is', () => {
  const window = zoomed(ALL, 0.5, 50_000, ENDED)
  expect(window).toEqual({ type: 'part', from: 24_000, to: 76_000 })
})

test('zooming out ends with all of it', () => {
  expect(zoomed({ from: 10_000, to: 90_000 }, 4, 50_000, ENDED)).toEqual({ type: 'all' })
})

test('what reaches up to now follows it, what was moved away does not', () => {
  expect(zoomed(ALL, 0.5, 102_000, LIVING)).toMatchObject({ type: 'last' })
  expect(moved({ from: 40_000, to: 90_000 }, -10_000, LIVING)).toEqual({ type: 'part', from: 30_000, to: 80_000 })
  expect(moved({ from: 40_000, to: 90_000 }, 60_000, LIVING)).toMatchObject({ type: 'last' })
})

test('nobody is moved away from what there is', () => {
  expect(moved({ from: 10_000, to: 20_000 }, -900_000, ENDED)).toEqual({ type: 'part', from: -2000, to: 8000 })
  expect(moved({ from: 10_000, to: 20_000 }, 900_000, ENDED)).toEqual({ type: 'part', from: 92_000, to: 102_000 })
})

test('a time that goes on is followed to its end', () => {
  expect(rangeOf({ type: 'last', lengthMs: 10_000 }, LIVING)).toEqual({ from: 90_000, to: 100_200 })
})
