import { expect, test } from 'vitest'
import { rangeOf, type TimeBounds } from './time-window.ts'
import { windowAfterKey } from './window-after-key.ts'

const BOUNDS: TimeBounds = { from: 0, to: 100_000, isLiving: false }
const SHOWN = { from: 40_000, to: 60_000 }

function rangeAfter(key: string) {
  const window = windowAfterKey(key, SHOWN, BOUNDS)
  return window === null ? null : rangeOf(window, BOUNDS)
}

test('arrow keys move by a fraction of the period', () => {
  expect(rangeAfter('ArrowLeft')).toEqual({ from: 37_000, to: 57_000 })
  expect(rangeAfter('ArrowRight')).toEqual({ from: 43_000, to: 63_000 })
})

test('plus and minus zoom around the middle, and undo each other', () => {
  const near = rangeAfter('+')
  expect(near).toEqual({ from: 43_000, to: 57_000 })
  expect(rangeAfter('=')).toEqual(near)
  const back = windowAfterKey('-', near ?? SHOWN, BOUNDS)
  expect(back?.type === 'part' && [Math.round(back.from), Math.round(back.to)]).toEqual([40_000, 60_000])
})

test('zero shows everything', () => {
  expect(windowAfterKey('0', SHOWN, BOUNDS)).toEqual({ type: 'all' })
})

test('other keys have no effect', () => {
  for (const key of ['a', 'ArrowUp', 'Enter', '1']) expect(windowAfterKey(key, SHOWN, BOUNDS)).toBeNull()
})
