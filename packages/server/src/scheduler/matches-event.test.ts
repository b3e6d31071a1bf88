import { expect, test } from 'vitest'
import { eventRow } from '../testing/rows.ts'
import { matchesEvent } from './matches-event.ts'

const LONG = 'a'.repeat(500_000)

test.each([
  ['a key alone', { key: 'k' }, 'anything', true],
  ['another key', { key: 'other' }, 'anything', false],
  ['a value', { key: 'k', filter: { equals: 'a' } }, 'a', true],
  ['one of several values', { key: 'k', filter: { in: ['a', 'b'] } }, 'c', false],
  ['a short pattern', { key: 'k', filter: { matches: '^a.c$' } }, 'abc', true],
  ['a pattern with many repeats', { key: 'k', filter: { matches: '^(x|y)+z*$' } }, 'xyxyz', true],
  ['one that does not match', { key: 'k', filter: { matches: '^(x|y)+z*$' } }, 'no', false],
  ['no value', { key: 'k', filter: { matches: '.*.*' } }, null, false],
  ['a long value', { key: 'k', filter: { matches: 'a+' } }, LONG, true],
  ['a pattern that others would try for ever', { key: 'k', filter: { matches: '^(a+)+$' } }, `${LONG}b`, false],
  ['all fields of a filter', { key: 'k', filter: { equals: 'abc', matches: '^b' } }, 'abc', false],
])('%s', (_what, match, value, expected) => {
  expect(matchesEvent(match, eventRow({ offset: 1, value }))).toBe(expected)
})

test('what cannot be told is an error, not a "no"', () => {
  const match = { key: 'k', filter: { matches: '(?=a)' } }
  expect(() => matchesEvent(match, eventRow({ offset: 1, value: 'a' }))).toThrow('no look-ahead')
})

test('a pattern is looked for once in the value of an event, also where that was given up', () => {
  const value = Array.from({ length: 1024 * 1024 }, (_, at) => ((at * 7919) % 13 < 6 ? 'a' : 'b')).join('')
  const event = eventRow({ offset: 1, key: 'k', value })
  const thrown = [1, 2].map(() => {
    try {
      return matchesEvent({ key: 'k', filter: { matches: '[ab]*a[ab]{990}[^ab]' } }, event)
    } catch (error) {
      return error
    }
  })
  expect(thrown[0]).toBeInstanceOf(Error)
  expect(thrown[1]).toBe(thrown[0])
})
