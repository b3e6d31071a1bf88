import { parseTimeText } from '@aiflow/sdk/internal/time'
import { afterEach, describe, expect, it } from 'vitest'
import { showClock, showDuration, showTime } from './time.ts'

describe('a duration', () => {
  it.each([
    [0, '0 ms'],
    [999, '999 ms'],
    [1_000, '1.0 s'],
    [59_949, '59.9 s'],
    [59_999, '59.9 s'],
    [125_000, '2 min 5 s'],
    [11_520_000, '3 h 12 min'],
    [367_200_000, '4 d 6 h'],
  ])('of %d ms is %s', (ms, text) => {
    expect(showDuration(ms)).toBe(text)
  })
})

describe('a time', () => {
  const before = process.env.TZ
  afterEach(() => {
    if (before === undefined) delete process.env.TZ
    else process.env.TZ = before
  })

  it.each([
    ['UTC', '2026-03-01T09:05:07Z', '2026-07-01T09:05:07Z'],
    ['Europe/Berlin', '2026-03-01T10:05:07+01:00', '2026-07-01T11:05:07+02:00'],
    ['Asia/Kolkata', '2026-03-01T14:35:07+05:30', '2026-07-01T14:35:07+05:30'],
    ['America/St_Johns', '2026-03-01T05:35:07-03:30', '2026-07-01T06:35:07-02:30'],
  ])('in %s has its zone, and can be given to an option', (zone, winter, summer) => {
    process.env.TZ = zone
    for (const text of [winter, summer]) {
      const ms = Date.parse(text)
      expect(showTime(ms)).toBe(text)
      expect(showClock(ms)).toBe(text.slice(11))
      expect(parseTimeText(text, 'local')).toBe(ms)
    }
  })

  it('is a dash where there is none', () => {
    expect(showTime(null)).toBe('-')
  })
})
