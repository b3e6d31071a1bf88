import { expect, test } from 'vitest'
import type { TimeWindow } from './time-window.ts'
import { shownOf, windowOf } from './window-address.ts'

const NONE = { from: undefined, to: undefined, last: undefined }

test.each<TimeWindow>([{ type: 'all' }, { type: 'last', lengthMs: 5000 }, { type: 'part', from: -10, to: 20 }])(
  '%j is read from its address as it was written',
  (window) => {
    expect(windowOf(shownOf(window))).toEqual(window)
  },
)

test('an address has whole milliseconds, rounded outwards', () => {
  expect(shownOf({ type: 'part', from: 10.7, to: 20.2 })).toEqual({ ...NONE, from: 10, to: 21 })
  expect(shownOf({ type: 'last', lengthMs: 0.2 })).toEqual({ ...NONE, last: 1 })
})

test('a period that ends before it begins, or lacks an end, shows everything', () => {
  expect(windowOf({ ...NONE, from: 20, to: 10 })).toEqual({ type: 'all' })
  expect(windowOf({ ...NONE, from: 20, to: 20 })).toEqual({ type: 'all' })
  expect(windowOf({ ...NONE, from: 20 })).toEqual({ type: 'all' })
})

test('a fixed period takes precedence over a followed one', () => {
  expect(windowOf({ from: 1, to: 2, last: 3 })).toEqual({ type: 'part', from: 1, to: 2 })
})
