import { expect, test } from 'vitest'
import { parseWholeNumber, wholeNumberRule } from './whole-number.ts'

const NO_DIGITS = [
  '',
  ' ',
  ' 1',
  '1 ',
  '1\n',
  '+1',
  '-0',
  '01',
  '1.0',
  '1.',
  '.5',
  '1e3',
  '0x1',
  '0b1',
  '0o7',
  '1_000',
  '1n',
]
const OTHER = ['٣', '１', 'Infinity', 'NaN', '--1', '1,000', 'null', 'true', '9007199254740992', '9'.repeat(400)]

test.each([...NO_DIGITS, ...OTHER])('%j is no whole number', (text) => expect(parseWholeNumber(text)).toBeNull())

test('decimal digits are a number within a range', () => {
  expect(['0', '7', '-3', '9007199254740991'].map((text) => parseWholeNumber(text))).toEqual([
    0,
    7,
    -3,
    Number.MAX_SAFE_INTEGER,
  ])
  expect(['0', '1', '10', '11'].map((text) => parseWholeNumber(text, 1, 10))).toEqual([null, 1, 10, null])
})

test('a rule says the range', () => {
  expect(wholeNumberRule(1)).toBe('a whole number from 1 to 9007199254740991')
  expect(wholeNumberRule(1, 10)).toBe('a whole number from 1 to 10')
  expect(wholeNumberRule(-Number.MAX_SAFE_INTEGER)).toBe('a whole number from -9007199254740991 to 9007199254740991')
})
