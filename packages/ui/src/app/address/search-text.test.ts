import { expect, test } from 'vitest'
import { parseSearch, stringifySearch } from './search-text.ts'

test('only decimal digits are a number; other spellings are text', () => {
  expect(parseSearch('?a=12&b=-3&c=true&d=%22x%22')).toEqual({ a: 12, b: -3, c: true, d: 'x' })
  const text = { a: '1e3', b: '0x1', c: '01', d: ' 1', e: '1.0', f: '+1', g: '٣' }
  expect(parseSearch(stringifySearch(text))).toEqual(text)
  expect(parseSearch('?a=1e3&b=0x1&c=01&d=%201&e=1.0&f=%2B1&g=%D9%A3')).toEqual(text)
})
