import { expect, test } from 'vitest'
import { findInexactInteger, inexactIntegerProblem } from './inexact-integer.ts'

test.each([
  ['9007199254740993', '9007199254740993'],
  ['-9007199254740993', '-9007199254740993'],
  ['{"a":[1,{"id":12345678901234567890}]}', '12345678901234567890'],
  ['["\\"",9007199254740993,"\\\\"]', '9007199254740993'],
  [`[${'9'.repeat(300)}]`, '9'.repeat(300)],
])('an integer that would become another is found: %s', (text, found) => {
  expect(findInexactInteger(text)).toBe(found)
})

test.each([
  '1',
  '9007199254740991',
  '9007199254740992',
  '10000000000000000000000',
  '0.12345678901234567890',
  '1e300',
  '"9007199254740993"',
  '{"9007199254740993":"\\"9007199254740993"}',
  '["\\\\\\"9007199254740993"]',
  '"9007199254740993',
])('what stays what it is, is no integer or stands in a text is not: %s', (text) => {
  expect(findInexactInteger(text)).toBeNull()
})

test('what it would become is told', () => {
  expect(inexactIntegerProblem('9007199254740993')).toContain('which would become 9007199254740992:')
})

test('a long text costs time in proportion to its length', () => {
  const text = JSON.stringify(['\\"'.repeat(1_000_000), '1234567890123456'.repeat(500_000)])
  expect(findInexactInteger(text)).toBeNull()
})
