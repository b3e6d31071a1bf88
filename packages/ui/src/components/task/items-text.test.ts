import { expect, test } from 'vitest'
import { itemsText, progressText } from './items-text.ts'

const COUNTS = { total: 10_000, notBegun: 9180, running: 8, retrying: 0, succeeded: 800, failed: 12, stopped: 0 }

test('the progress of a task over a list counts what has ended', () => {
  expect(progressText(COUNTS)).toBe('812 of 10,000')
  expect(progressText({ ...COUNTS, succeeded: 9980, stopped: 8 })).toBe('10,000 of 10,000')
})

test('where its items are leaves out where none is', () => {
  expect(itemsText(COUNTS)).toBe('800 succeeded, 12 failed, 8 running, 9,180 not begun')
  const none = { total: 0, notBegun: 0, running: 0, retrying: 0, succeeded: 0, failed: 0, stopped: 0 }
  expect(itemsText(none)).toBe('no items')
})
