import { expect, test } from 'vitest'
import { ticksOf } from './time-ticks.ts'

const NOON = new Date(2026, 10, 23, 12, 0, 0).getTime()

test('ticks are round, and no more than there is room for', () => {
  const ticks = ticksOf({ from: NOON + 1, to: NOON + 60_000 }, 7)
  expect(ticks.map(({ text }) => text)).toEqual([
    '12:00:10',
    '12:00:20',
    '12:00:30',
    '12:00:40',
    '12:00:50',
    '12:01:00',
  ])
})

test('a long period has ticks in days, a short one in parts of a second', () => {
  const days = ticksOf({ from: NOON, to: NOON + 5 * 86_400_000 }, 6)
  expect(days.map(({ text }) => text)).toEqual(['11-24', '11-25', '11-26', '11-27', '11-28'])
  expect(ticksOf({ from: NOON, to: NOON + 100 }, 4).map(({ text }) => text)).toEqual([
    '12:00:00.000',
    '12:00:00.050',
    '12:00:00.100',
  ])
})
