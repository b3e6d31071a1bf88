import { describe, expect, test } from 'vitest'
import { ParameterSchema } from './parameter-schema.ts'
import { MAX_SCHEMA_WEIGHT, schemaWeight } from './schema-weight.ts'

type Made = Record<string, unknown>

function list<T>(count: number, make: (at: number) => T): T[] {
  return Array.from({ length: count }, (_, at) => make(at))
}

function map<T>(count: number, make: (at: number) => T): Record<string, T> {
  return Object.fromEntries(list(count, (at) => [`p${at}`, make(at)]))
}

const names = (count: number) => list(count, (at) => at.toString(36))
const text = { type: 'string' }

function nested(levels: number, around: (inner: Made) => Made): Made {
  return levels === 0 ? { properties: map(30, () => text) } : around(nested(levels - 1, around))
}

function schema(more: Made): Made {
  return { type: 'object', additionalProperties: true, ...more }
}

function compile(more: Made): void {
  new ParameterSchema({ workflow: 'w' }, schema(more) as never).compile()
}

describe('a schema that would take long to compile is refused before it is compiled:', () => {
  test.each<[string, Made]>([
    ['names in one "dependentRequired"', { dependentRequired: { a: names(10_000) } }],
    ['names in several', { dependentRequired: map(100, () => names(100)) }],
    ['names in "required"', { allOf: list(100, () => ({ required: names(100) })) }],
    ['names in "required" of properties', { properties: map(900, () => ({ required: names(10) })) }],
    ['"allOf" with a property each', { allOf: list(900, (at) => ({ properties: { [`a${at}`]: true } })) }],
    ['the same, in each other', nested(40, (inner) => ({ allOf: [inner, { properties: { a: true } }] }))],
    ['"oneOf" with many alternatives', { oneOf: list(900, (at) => ({ required: [`a${at}`] })) }],
    ['defaults', { properties: map(900, () => ({ type: 'integer', default: 1 })) }],
    ['defaults inside of each other', nested(50, (a) => ({ properties: { a }, default: {} }))],
    ['many words', { properties: map(800, () => ({ type: 'integer', minimum: 1, maximum: 9, multipleOf: 2 })) }],
    ['content', { properties: map(700, () => ({ contentEncoding: 'base64', contentMediaType: 'application/json' })) }],
    ['lists without repeats', { properties: map(900, () => ({ uniqueItems: true })) }],
    ['values', { properties: map(80, () => ({ enum: list(199, (at) => at) })) }],
    [
      'what is referred to',
      { $defs: map(480, () => ({ ...text })), properties: map(480, (at) => ({ $ref: `#/$defs/p${at}` })) },
    ],
    ['patterns', { properties: map(6, (at) => ({ pattern: `(?i)${'[B-\\x{1f000}]'.repeat(8)}${at}` })) }],
  ])('%s', (_, more) => {
    expect(schemaWeight(schema(more) as never)).toBeGreaterThan(MAX_SCHEMA_WEIGHT)
    expect(() => compile(more)).toThrow(/takes too long to compile: \d+ units, and 250000 are allowed/)
  })
})

describe('is compiled:', () => {
  test.each<[string, Made]>([
    ['two hundred parameters with defaults', { properties: map(200, (at) => ({ type: 'integer', default: at })) }],
    [
      'five hundred parameters',
      { properties: map(500, () => ({ ...text, description: 'What it is about.', minLength: 1 })), required: names(9) },
    ],
    ['a thousand names', { required: names(1000) }],
    ['a list of ten thousand values', { properties: { a: { enum: list(10_000, (at) => at) } } }],
    [
      'what nobody refers to, and what many do',
      { $defs: { a: text }, properties: map(400, () => ({ $ref: '#/$defs/a' })) },
    ],
    [
      'a hundred alternatives',
      { oneOf: list(100, (at) => ({ properties: { kind: { const: at }, [`a${at}`]: text } })) },
    ],
  ])('%s', (_, more) => {
    expect(() => compile(more)).not.toThrow()
  })
})

test('what stands in circles, and what is no schema, is weighed', () => {
  const circle = { $defs: { a: { properties: { x: { $ref: '#/$defs/b' } } }, b: { items: { $ref: '#/$defs/a' } } } }
  expect(schemaWeight({ ...circle, $ref: '#/$defs/a' })).toBeLessThan(10_000)
  expect(
    schemaWeight({ properties: 7, allOf: { a: 1 }, required: 'x', $ref: '#/%', oneOf: [1], pattern: '(' }),
  ).toBeLessThan(10_000)
  expect(schemaWeight(undefined)).toBe(0)
})
