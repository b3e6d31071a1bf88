import { expect, test } from 'vitest'
import { moved, rangeOf, type TimeBounds, zoomed } from './time-window.ts'

const LIVING: TimeBounds = { from: 0, to: 100_000, isLiving: true }
const ENDED: TimeBounds = { from: 0, to: 100_000, isLiving: false }
const ALL = rangeOf({ type: 'all' }, ENDED)

test('the whole period has a margin on both sides', () => {
  expect(ALL).toEqual({ from: -2000, to: 102_000 })
})

test('zooming keeps the time under the pointer in place', () => {
  const window = zoomed(ALL, 0.5, 50_000, ENDED)
  expect(window).toEqual({ type: 'part', from: 24_000, to: 76_000 })
})

test('zooming out ends with the whole period', () => {
  expect(zoomed({ from: 10_000, to: 90_000 }, 4, 50_000, ENDED)).toEqual({ type: 'all' })
})

test('a period that reaches up to now follows it, one that was moved away does not', () => {
  expect(zoomed(ALL, 0.5, 102_000, LIVING)).toMatchObject({ type: 'last' })
  expect(moved({ from: 40_000, to: 90_000 }, -10_000, LIVING)).toEqual({ type: 'part', from: 30_000, to: 80_000 })
  expect(moved({ from: 40_000, to: 90_000 }, 60_000, LIVING)).toMatchObject({ type: 'last' })
})

test('the timeline cannot be moved beyond the execution', () => {
  expect(moved({ from: 10_000, to: 20_000 }, -900_000, ENDED)).toEqual({ type: 'part', from: -2000, to: 8000 })
  expect(moved({ from: 10_000, to: 20_000 }, 900_000, ENDED)).toEqual({ type: 'part', from: 92_000, to: 102_000 })
})

test('a running execution is followed to its end', () => {
  expect(rangeOf({ type: 'last', lengthMs: 10_000 }, LIVING)).toEqual({ from: 90_000, to: 100_200 })
})
