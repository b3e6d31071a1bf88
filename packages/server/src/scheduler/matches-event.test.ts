import { expect, test } from 'vitest'
import { eventRow } from '../testing/rows.ts'
import { matchesEvent } from './matches-event.ts'

const LONG = 'a'.repeat(500_000)

test.each([
  ['a key alone', { key: 'k' }, 'anything', true],
  ['another key', { key: 'other' }, 'anything', false],
  ['a short pattern', { key: 'k', filter: { matches: '^a.c$' } }, 'abc', true],
  ['a pattern with many repeats', { key: 'k', filter: { matches: '^(x|y)+z*$' } }, 'xyxyz', true],
  ['one that does not match', { key: 'k', filter: { matches: '^(x|y)+z*$' } }, 'no', false],
  ['no value', { key: 'k', filter: { matches: '.*.*' } }, null, false],
  ['a long value', { key: 'k', filter: { matches: 'a+' } }, LONG, true],
])('%s', (_what, match, value, expected) => {
  expect(matchesEvent(match, eventRow({ offset: 1, value }))).toBe(expected)
})

test.each([
  ['^(a+)+$', `${'a'.repeat(60)}b`],
  [`${'(a|a)'.repeat(40)}b`, 'a'.repeat(60)],
  ['a+b', LONG],
])('the pattern %s, which would take for ever, is given up and does not match', (pattern, value) => {
  expect(matchesEvent({ key: 'k', filter: { matches: pattern } }, eventRow({ offset: 1, value }))).toBe(false)
})
