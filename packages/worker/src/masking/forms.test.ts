import { expect, test } from 'vitest'
import { FormIndex } from './form-index.ts'
import { maskJson } from './mask-json.ts'
import { Masker, maskText } from './masker.ts'

const PASSWORD = `pä"ss/wörd&'1 $x`
const KEY = '-----BEGIN KEY-----\nMIIEvQIBADANBgkqhkiG9w0BAQEFAASC\nshort\nBKcwggSjAgEAAoIBAQDJ\n-----END KEY-----\n'

/** The text as it comes out if it comes in pieces of a length. */
function inPieces(text: string, length: number, values: readonly string[]): string {
  const masker = new Masker(new FormIndex(values))
  const bytes = Buffer.from(text)
  const parts: Buffer[] = []
  for (let at = 0; at < bytes.length; at += length) parts.push(masker.take(bytes.subarray(at, at + length)))
  return Buffer.concat([...parts, masker.end()]).toString()
}

const mask = (text: string, ...values: string[]) => maskText(new FormIndex(values), text)

test.each([
  ['as it is', PASSWORD],
  ['in a URL', encodeURIComponent(PASSWORD)],
  ['in a form', new URLSearchParams({ a: PASSWORD }).toString().slice(2)],
  ['in a URL with small letters', encodeURIComponent(PASSWORD).replaceAll(/%../g, (percent) => percent.toLowerCase())],
  ['in JSON', JSON.stringify(PASSWORD).slice(1, -1)],
  ['in JSON within JSON', JSON.stringify(JSON.stringify(PASSWORD)).slice(3, -3)],
  ['in JSON of ASCII', JSON.stringify(PASSWORD).slice(1, -1).replaceAll('ä', '\\u00e4').replaceAll('ö', '\\u00f6')],
  ['in base64', Buffer.from(PASSWORD).toString('base64')],
  ['in base64 for URLs', Buffer.from(PASSWORD).toString('base64url')],
  ['in hexadecimal', Buffer.from(PASSWORD).toString('hex')],
])('a value %s is replaced, wherever the pieces end', (_, form) => {
  const text = `before ${form} and ${form}${form} after`
  for (const length of [1, 2, 3, 5, 7, 16, 1000]) {
    expect(inPieces(text, length, [PASSWORD])).toBe('before *** and *** after')
  }
})

test('a value inside other base64 is replaced but for a character at each end', () => {
  for (const name of ['u', 'us', 'use', 'user']) {
    const encoded = Buffer.from(`${name}:${PASSWORD}:more`).toString('base64')
    const masked = mask(encoded, PASSWORD)
    expect(masked).toContain('***')
    const shown = Buffer.from(masked.split('***').join(''), 'base64').toString()
    expect(shown).not.toContain(PASSWORD.slice(0, 6))
    expect(masked.length).toBeLessThan(encoded.length - 15)
  }
})

test('long base64 is replaced in lines, too', () => {
  const value = 'x1'.repeat(100)
  const lines = Buffer.from(value).toString('base64').replaceAll(/.{76}/g, '$&\n')
  expect(mask(lines, value).replaceAll('\n', '')).toMatch(/^(\*\*\*)+$/)
})

test('the lines of a key are replaced one by one, short ones only in the whole', () => {
  expect(mask(KEY, KEY)).toBe('***')
  expect(mask('x shortMIIEvQIBADANBgkqhkiG9w0BAQEFAASC short', KEY)).toBe('x short*** short')
  expect(mask(KEY.replaceAll('\n', '\r\n'), KEY)).toBe('***\r\n***\r\nshort\r\n***\r\n***\r\n')
})

test('values that overlap are replaced together, and no part of either is left', () => {
  expect(mask('abcdefghi', 'abcdef', 'cdefghi')).toBe('***')
  expect(mask('abcdefabcdef', 'abcdef')).toBe('***')
  for (const length of [1, 2, 4]) expect(inPieces('1abcdefghi2', length, ['abcdef', 'cdefghi'])).toBe('1***2')
  expect(mask('aaaaaaaaaaaaa-', 'aaaaaa')).toBe('***-')
})

test('nothing under 6 characters is replaced', () => {
  expect(mask('12345 abc', '12345', 'abc', '')).toBe('12345 abc')
  expect(mask('123456', '123456')).toBe('***')
})

test('only what may be the beginning of a value is held back', () => {
  const masker = new Masker(new FormIndex(['secret-value']))
  expect(masker.take(Buffer.from('at work…\n')).toString()).toBe('at work…\n')
  expect(masker.take(Buffer.from('it is sec')).toString()).toBe('it is ')
  expect(masker.take(Buffer.from('ond nature\n')).toString()).toBe('second nature\n')
  expect(masker.take(Buffer.from('secret-valu')).toString()).toBe('')
  expect(masker.end().toString()).toBe('secret-valu')
})

test('bytes that are no text come through unchanged', () => {
  const bytes = Buffer.from(Array.from({ length: 70_000 }, (_, index) => (index * 31 + (index >> 8)) & 0xff))
  const masker = new Masker(new FormIndex([PASSWORD, KEY]))
  expect(Buffer.concat([masker.take(bytes), masker.end()]).equals(bytes)).toBe(true)
})

test('JSON is masked in its texts, names and numbers, and stays JSON', () => {
  const index = new FormIndex(['123456', 'hunter22'])
  const json = { hunter22: ['x hunter22 y', 123456, 12345, true, null, { a: 91234567 }] }
  expect(maskJson(index, json)).toEqual({ '***': ['x *** y', '***', 12345, true, null, { a: '9***7' }] })
})

test('very large values with very many lines are masked in the time that a task can wait for', () => {
  const lines = Array.from({ length: 3000 }, (_, index) => `line-${index}`).join('\n')
  const output = Buffer.from(`${'some output of a task '.repeat(50_000)}line-2999`)
  const masker = new Masker(new FormIndex([lines, 'a'.repeat(32 * 1024)]))
  const masked = Buffer.concat([masker.take(output), masker.end()]).toString()
  expect(masked.endsWith('***')).toBe(true)
  expect(masked).toContain('some output of a task some')
})
