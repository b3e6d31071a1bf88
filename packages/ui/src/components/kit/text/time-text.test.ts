import { expect, test } from 'vitest'
import { agoText, dateText, durationText } from './time-text.ts'

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
  [MINUTE, '1m 00s'],
  [3 * MINUTE + 20 * SECOND, '3m 20s'],
  [HOUR - 1, '59m 59s'],
  [5 * HOUR + 7 * MINUTE, '5h 07m'],
  [DAY - 1, '23h 59m'],
  [12 * DAY + 4 * HOUR, '12d 4h'],
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

test('a date has all its digits, in the time zone of the browser', () => {
  expect(dateText(new Date(2026, 0, 2, 3, 4, 5).getTime())).toBe('2026-01-02 03:04:05')
  expect(dateText(new Date(2026, 10, 23, 18, 50, 12).getTime())).toBe('2026-11-23 18:50:12')
})
