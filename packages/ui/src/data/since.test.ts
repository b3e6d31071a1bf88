import { expect, test } from 'vitest'
import { beginOf, SINCE } from './since.ts'

const NOW = Date.parse('2026-03-08T10:20:45.678Z')

test('it begins an hour, a day or a week before this minute', () => {
  const begins = SINCE.map((since) => new Date(beginOf(since, NOW) ?? 0).toISOString())
  expect(begins).toEqual(['2026-03-08T09:20:00.000Z', '2026-03-07T10:20:00.000Z', '2026-03-01T10:20:00.000Z'])
})

test('it stays the same for a minute, so that all pages of a list agree', () => {
  expect(beginOf('1h', NOW + 14_000)).toBe(beginOf('1h', NOW))
  expect(beginOf('1h', NOW + 15_000)).not.toBe(beginOf('1h', NOW))
})

test('without a choice, nothing is left out', () => {
  expect(beginOf(undefined, NOW)).toBeUndefined()
})
