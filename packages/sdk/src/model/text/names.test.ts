import { expect, test } from 'vitest'
import { fitsBytes, isName } from './names.ts'

test.each([
  ['a', true],
  ['A.b_c-1', true],
  ['x'.repeat(128), true],
  ['...', true],
  ['constructor', true],
  ['__proto__', false],
  ['', false],
  ['..', false],
  ['.', false],
  ['a/b', false],
  ['ä', false],
  ['a\n', false],
  ['x'.repeat(129), false],
])('%j is a name: %s', (text, expected) => {
  expect(isName(text)).toBe(expected)
})

test.each([
  ['', 0, true],
  ['abc', 3, true],
  ['abcd', 3, false],
  ['ä', 1, false],
  ['ä', 2, true],
  ['€€', 6, true],
  ['€€', 5, false],
  ['😀', 4, true],
  ['😀', 3, false],
])('%j fits %i bytes: %s', (text, bytes, expected) => {
  expect(fitsBytes(text, bytes)).toBe(expected)
})
