import { zoneText } from '@aiflow/sdk/internal/time'
import { expect, test } from 'vitest'
import { progressText, rangeText } from './progress-text.ts'

const NONE = { left: 0, running: 0, succeeded: 0, failed: 0, stopped: 0, skipped: 0 }

test('the progress names what is not a success', () => {
  expect(progressText({ total: 3, counts: { ...NONE, left: 3 } })).toBe('0 of 3')
  expect(progressText({ total: 3, counts: { ...NONE, left: 1, running: 1, succeeded: 1 } })).toBe('1 of 3, 1 running')
  expect(progressText({ total: 6, counts: { ...NONE, failed: 1, stopped: 2, skipped: 3 } })).toBe(
    '6 of 6, 1 failed, 2 stopped, 3 left out',
  )
})

test('a range of days has no times of day', () => {
  const from = new Date(2026, 2, 1).getTime()
  expect(rangeText({ from, to: new Date(2026, 2, 3).getTime() })).toBe('2026-03-01 – 2026-03-03')
  expect(rangeText({ from, to: new Date(2026, 2, 1, 13, 5).getTime() })).toBe(
    `2026-03-01 00:00${zoneText(from)} – 2026-03-01 13:05${zoneText(from)}`,
  )
})
