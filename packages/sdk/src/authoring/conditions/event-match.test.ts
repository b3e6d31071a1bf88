import { expect, test } from 'vitest'
import { anEvent } from '../../testing/fake-context.ts'
import { createEventMatcher } from './event-match.ts'

test.each([
  ['the key alone', {}, null, true],
  ['equals, equal', { filter: { equals: 'a' } }, 'a', true],
  ['equals, different', { filter: { equals: 'a' } }, 'b', false],
  ['equals, no value', { filter: { equals: 'a' } }, null, false],
  ['in, listed', { filter: { in: ['a', 'b'] } }, 'b', true],
  ['in, not listed', { filter: { in: ['a', 'b'] } }, 'c', false],
  ['matches', { filter: { matches: '^\\d+$' } }, '42', true],
  ['matches not', { filter: { matches: '^\\d+$' } }, 'x42', false],
  ['two fields, both hold', { filter: { in: ['a', 'b'], matches: 'a' } }, 'a', true],
  ['two fields, one holds', { filter: { in: ['a', 'b'], matches: 'a' } }, 'b', false],
])('%s', (_title, match, value, expected) => {
  expect(createEventMatcher({ key: 'k', ...match })(anEvent('k', value))).toBe(expected)
})

test('another key never matches', () => {
  expect(createEventMatcher({ key: 'k' })(anEvent('other'))).toBe(false)
  expect(createEventMatcher({ key: 'k', filter: { equals: 'a' } })(anEvent('other', 'a'))).toBe(false)
})
