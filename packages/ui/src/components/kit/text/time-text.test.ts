import { zoneText } from '@aiflow/sdk/internal/time'
import { expect, test } from 'vitest'
import { agoText, dateText, durationText, minuteText, zoneName } from './time-text.ts'

const SECOND = 1000
const MINUTE = 60 * SECOND
const HOUR = 60 * MINUTE
const DAY = 24 * HOUR

test.each([
  [-5, '0 ms'],
  [0, '0 ms'],
  [340, '340 ms'],
  [999, '999 ms'],
  [SECOND, '1.0 s'],
  [9999, '9.9 s'],
  [10 * SECOND, '10 s'],
  [MINUTE - 1, '59 s'],
  [MINUTE, '1 min 0 s'],
  [3 * MINUTE + 20 * SECOND, '3 min 20 s'],
  [HOUR - 1, '59 min 59 s'],
  [5 * HOUR + 7 * MINUTE, '5 h 7 min'],
  [DAY - 1, '23 h 59 min'],
  [12 * DAY + 4 * HOUR, '12 d 4 h'],
])('%d ms last %s', (ms, text) => {
  expect(durationText(ms)).toBe(text)
})

test.each([
  [0, 'just now'],
  [1999, 'just now'],
  [-1999, 'just now'],
  [2 * SECOND, '2 s ago'],
  [MINUTE - 1, '59 s ago'],
  [3 * MINUTE, '3 min ago'],
  [HOUR, '1 h ago'],
  [5 * DAY, '5 d ago'],
  [-2 * HOUR, 'in 2 h'],
])('what is %d ms old was %s', (age, text) => {
  expect(agoText(1_000_000_000_000 - age, 1_000_000_000_000)).toBe(text)
})

test('a date has all its digits and the time zone of the browser', () => {
  const winter = new Date(2026, 0, 2, 3, 4, 5).getTime()
  const summer = new Date(2026, 6, 2, 18, 4).getTime()
  expect(dateText(winter)).toBe(`2026-01-02 03:04:05${zoneText(winter)}`)
  expect(dateText(summer)).toBe(`2026-07-02 18:04:00${zoneText(summer)}`)
  expect(minuteText(winter)).toBe(dateText(winter))
  expect(minuteText(summer)).toBe(`2026-07-02 18:04${zoneText(summer)}`)
})

test('a time zone has a name', () => {
  const now = Date.now()
  expect(zoneName(now)).toBe(zoneText(now) === 'Z' ? 'UTC' : `UTC${zoneText(now)}`)
})
