import { describe, expect, it } from 'vitest'
import { showDuration, showTime } from './time.ts'

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
  it('is that of this machine', () => {
    expect(showTime(new Date(2026, 2, 1, 9, 5, 7).getTime())).toBe('2026-03-01 09:05:07')
  })

  it('is a dash where there is none', () => {
    expect(showTime(null)).toBe('-')
  })
})
