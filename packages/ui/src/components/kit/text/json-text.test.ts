import type { Json } from '@aiflow/sdk'
import { expect, test } from 'vitest'
import { readableText } from './json-text.ts'

const MEBIBYTE = 1024 * 1024

const VALUES: readonly Json[] = [
  null,
  true,
  0,
  -1.5,
  [],
  {},
  [[]],
  [{}],
  { a: [] },
  [1, [2, { b: 'c,"[]{}:\\' }], null],
]

test.each(VALUES.map((value) => [value]))('a value has a line for each part: %j', (value) => {
  expect(readableText(value)).toBe(JSON.stringify(value, null, 2))
  expect(readableText(JSON.stringify(value, null, 3))).toBe(JSON.stringify(value, null, 2))
})

test('text that is not valid JSON stays as it is, and JSON that is text is shown as the text', () => {
  expect(readableText('[1, 2')).toBe('[1, 2')
  expect(readableText('a\u0000b')).toBe('a\u0000b')
  expect(readableText('"line\\nnext"')).toBe('line\nnext')
})

test('numbers and repeated names are shown as they were written', () => {
  expect(readableText('12345678901234567890')).toBe('12345678901234567890')
  expect(readableText('{"a":1.0,"a":-0}')).toBe('{\n  "a": 1.0,\n  "a": -0\n}')
})

test.each([
  ['lists', '['.repeat(MEBIBYTE / 2) + ']'.repeat(MEBIBYTE / 2)],
  ['objects', `${'{"a":'.repeat(150_000)}1${'}'.repeat(150_000)}`],
  ['lists that are not closed', '['.repeat(MEBIBYTE)],
])('what is nested deeply is shown as it was written: %s', (_, text) => {
  expect(readableText(text)).toBe(text)
})

test('JSON that would be too long with indentation is shown as it was written', () => {
  const text = `${'['.repeat(60)}${'1,'.repeat(400_000)}1${']'.repeat(60)}`
  expect(readableText(text)).toBe(text)
})

test('a value that is nested too deeply says so', () => {
  let value: Json = 1
  for (let depth = 0; depth < 500_000; depth += 1) value = [value]
  expect(readableText(value)).toContain('nested too deeply')
})
