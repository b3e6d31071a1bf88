import { expect, test } from 'vitest'
import { mayBeText, parameterValue } from './parameter-value.ts'

const WHOLE = {
  type: 'object',
  properties: {
    text: { type: 'string' },
    word: { enum: ['1', 'true'] },
    textOrNull: { type: ['string', 'null'] },
    maybe: { anyOf: [{ type: 'string' }, { type: 'null' }] },
    textOrNumber: { oneOf: [{ $ref: '#/$defs/text' }, { type: 'integer' }] },
    choice: { enum: ['a', 1, null] },
    one: { const: 'null' },
    number: { type: 'number' },
    flag: { type: 'boolean' },
    list: { type: 'array' },
    object: { type: 'object' },
    referred: { $ref: '#/$defs/text' },
    narrowed: { allOf: [{ type: ['string', 'number'] }, { type: 'number' }] },
    loop: { $ref: '#/properties/loop' },
    any: {},
    atLeast: { minimum: 5 },
    long: { minLength: 3 },
    several: { minItems: 2 },
    longOrLarge: { minLength: 3, minimum: 5 },
  },
  $defs: { text: { type: 'string', minLength: 1 } },
  additionalProperties: { type: 'string' },
} as const

test.each([
  ['text', '5', '5'],
  ['text', 'null', 'null'],
  ['text', '"quoted"', '"quoted"'],
  ['word', 'true', 'true'],
  ['one', 'null', 'null'],
  ['referred', '[1]', '[1]'],
  ['other', '5', '5'],
  ['textOrNull', 'abc', 'abc'],
  ['textOrNull', 'null', null],
  ['textOrNull', '"null"', 'null'],
  ['textOrNull', '5', '5'],
  ['textOrNull', '{"a":1}', '{"a":1}'],
  ['maybe', 'abc', 'abc'],
  ['maybe', 'null', null],
  ['textOrNumber', '5', 5],
  ['textOrNumber', '"5"', '5'],
  ['textOrNumber', 'five', 'five'],
  ['textOrNumber', 'true', 'true'],
  ['choice', 'a', 'a'],
  ['choice', '1', 1],
  ['choice', 'null', null],
  ['number', '5', 5],
  ['number', 'five', 'five'],
  ['narrowed', '5', 5],
  ['flag', 'true', true],
  ['flag', '1', 1],
  ['list', '[1,"a"]', [1, 'a']],
  ['object', '{"a":null}', { a: null }],
  ['loop', '1', 1],
  ['any', '1', 1],
  ['atLeast', '3', 3],
  ['long', '123', '123'],
  ['several', '[1]', [1]],
  ['longOrLarge', '3', 3],
  ['any', 'a b', 'a b'],
])('for "%s", %s means %j', (name, text, value) => {
  expect(parameterValue(name, text, WHOLE)).toEqual(value)
})

test('what a schema without a type means is told by its other words', () => {
  const isText = (name: string) => mayBeText(name, WHOLE)
  expect(['any', 'atLeast', 'long', 'several', 'longOrLarge'].map(isText)).toEqual([true, false, true, false, true])
})

test('where nothing is declared, what is JSON is JSON', () => {
  expect(parameterValue('a', 'null', undefined)).toBeNull()
  expect(parameterValue('a', 'x', undefined)).toBe('x')
})

test('an integer that would arrive as another one is refused, and taken as a text', () => {
  const whole = { properties: { text: { type: 'string' }, either: { type: ['integer', 'string'] } } }
  for (const [name, text] of [
    ['n', '9007199254740993'],
    ['n', '{"ids":[-9007199254740993]}'],
    ['either', '9007199254740993'],
  ] as const) {
    expect(() => parameterValue(name, text, whole)).toThrow('9007199254740993, which would become')
  }
  expect(parameterValue('text', '9007199254740993', whole)).toBe('9007199254740993')
  expect(parameterValue('n', '"9007199254740993"', whole)).toBe('9007199254740993')
  expect(parameterValue('n', '9007199254740992', whole)).toBe(9007199254740992)
})
