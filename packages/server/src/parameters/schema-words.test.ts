import { describe, expect, test } from 'vitest'
import { ParameterSchema } from './parameter-schema.ts'

type Properties = Record<string, unknown>

function schemaOf(properties: Properties, more: Properties = {}): ParameterSchema {
  return new ParameterSchema({ workflow: 'w' }, { type: 'object', properties, ...more } as never)
}

function check(properties: Properties, given: Properties, more: Properties = {}) {
  return schemaOf(properties, more).check(given as never)
}

describe('each word is enforced, with or without a type beside it:', () => {
  test.each([
    [{ minItems: 2 }, [1], 'must not have fewer than 2 items'],
    [{ maxItems: 1 }, [1, 2], 'must not have more than 1 items'],
    [{ required: ['z'] }, {}, '"a.z": is missing'],
    [{ minimum: 5 }, 3, 'must be >= 5'],
    [{ exclusiveMaximum: 5 }, 5, 'must be < 5'],
    [{ multipleOf: 2 }, 3, 'must be multiple of 2'],
    [{ minLength: 3 }, 'x', 'must not have fewer than 3 characters'],
    [{ pattern: '^z' }, 'abc', 'must match pattern "^z"'],
    [{ format: 'email' }, 'no', 'must match format "email"'],
    [{ allOf: [{ type: 'integer' }, { minimum: 5 }] }, 3, 'must be >= 5'],
    [{ anyOf: [{ type: 'integer' }, { type: 'null' }] }, 'x', '"a": must be integer, or must be null'],
    [{ oneOf: [{ minimum: 1 }, { maximum: 5 }] }, 3, 'fits more than one'],
    [{ not: { type: 'string' } }, 'x', 'must not be string'],
    [{ not: { not: { type: 'string' } } }, 5, 'must be string'],
    [{ not: { enum: [1, 'a'] } }, 1, 'must not be 1 or "a"'],
    [{ not: { minimum: 3 } }, 5, 'must not fit {"minimum":3}'],
    [JSON.parse('{"if":{"type":"string"},"then":{"minLength":3}}'), 'x', 'must not have fewer than 3 characters'],
    [JSON.parse('{"if":{"type":"string"},"then":false}'), 'x', 'is not allowed'],
    [{ contains: { type: 'string' } }, [1], 'must contain at least 1 item that fits "contains"'],
    [{ type: ['string', 'null'] }, 3, 'must be string or null'],
    [{ enum: ['a', 1] }, 2, 'must be "a" or 1'],
    [{ const: true }, 1, 'must be true'],
    [{ uniqueItems: true }, [1, 1], 'must not have duplicate items'],
    [{ contains: { const: 1 } }, [2], 'must contain'],
    [{ prefixItems: [{ type: 'string' }], items: false }, ['a', 'b'], 'must not have more than 1 items'],
    [{ propertyNames: { pattern: '^x' } }, { y: 1 }, 'its property "y" has a name that is not allowed'],
    [{ patternProperties: { '^x': { type: 'number' } } }, { x1: 'a' }, '"a.x1": must be number'],
    [{ minProperties: 1 }, {}, 'must not have fewer than 1 properties'],
    [{ dependentRequired: { x: ['y'] } }, { x: 1 }, '"a.y": is missing'],
    [{ if: { type: 'string' }, else: { minimum: 5 } }, 3, 'must be >= 5'],
    [{ properties: { b: true, c: false } }, { c: 1 }, '"a.c": is not allowed'],
    [{ type: 'object', properties: { x: {} }, unevaluatedProperties: false }, { y: 1 }, '"a.y": is not declared'],
    [{ $ref: '#/$defs/even' }, 3, 'must be multiple of 2'],
  ])('%j', (a, value, problem) => {
    expect(() => check({ a }, { a: value }, { $defs: { even: { multipleOf: 2 } } })).toThrow(problem)
  })
})

describe('what would not be checked is refused, with its place:', () => {
  test.each([
    [{ minLenght: 3 }, '#/properties/a/minLenght: the word "minLenght" is not known (did you mean "minLength"?)'],
    [{ nullable: true }, 'the word "nullable" is not known'],
    [{ $id: 'x' }, 'the word "$id" is not known'],
    [{ $dynamicRef: '#x' }, 'is not known'],
    [{ dependencies: {} }, 'is not known'],
    [{ type: 'wrong' }, '/properties/a/type'],
    [{ multipleOf: 0 }, '/properties/a/multipleOf'],
    [{ maxLength: -1 }, '/properties/a/maxLength'],
    [{ minimum: '5' }, '/properties/a/minimum'],
    [{ exclusiveMinimum: true }, '/properties/a/exclusiveMinimum'],
    [{ items: [{}] }, '/properties/a/items'],
    [{ required: 'x' }, '/properties/a/required'],
    [{ enum: 'x' }, '/properties/a/enum'],
    [{ pattern: '(?=x)' }, 'no regular expression of RE2'],
    [{ patternProperties: { '(': {} } }, 'no regular expression of RE2'],
    [{ format: 'colour' }, 'the format "colour" is not known'],
    [{ else: { minLength: 2 } }, 'means nothing without "if"'],
    [{ minContains: 2 }, 'means nothing without "contains"'],
    [{ $ref: '#/$defs/none' }, 'refers to "#/$defs/none", which is no schema'],
    [{ $ref: '#/$defs/text/type' }, 'which is no schema'],
    [{ $ref: 'https://example.org/schema' }, 'only parts of the schema itself'],
    [{ $ref: 'file:///etc/passwd' }, 'only parts of the schema itself'],
    [{ $ref: 7 }, '/properties/a/$ref: must be text'],
    [{ $ref: '#/$defs/loop' }, 'refers to itself'],
    [{ allOf: [{ $ref: '#/properties/a' }] }, 'refers to itself'],
    [{ properties: JSON.parse('{"__proto__":{"type":"string"}}') }, '"__proto__" cannot be a name'],
    [{ items: { default: 1 } }, 'a default there is never used'],
    [{ not: { properties: { x: { default: 1 } } } }, 'defaults inside "not" are never used'],
  ])('%j', (a, problem) => {
    const $defs = { text: { type: 'string' }, loop: { $ref: '#/$defs/back' }, back: { $ref: '#/$defs/loop' } }
    const { $ref } = a as { $ref?: unknown }
    const more = $ref === '#/$defs/loop' ? { $defs } : { $defs: { text: $defs.text } }
    const compile = () => schemaOf({ a }, more).compile()
    expect(compile).toThrow(expect.objectContaining({ code: 'INVALID_WORKFLOW' }))
    expect(compile).toThrow(problem)
  })
})

test('names that objects have already are names like others', () => {
  const properties = { constructor: { type: 'string' }, toString: { type: 'string', default: 'd' } }
  expect(check(properties, {})).toEqual({ toString: 'd' })
  expect(() => check(properties, {}, { required: ['constructor'] })).toThrow('"constructor": is missing')
  expect(() => check(properties, JSON.parse('{"__proto__":1}'))).toThrow('"__proto__": is not declared')
})

test('a schema that refers to itself through its parts describes a tree', () => {
  const properties = { tree: { $ref: '#/$defs/node' } }
  const $defs = {
    node: { type: 'object', properties: { next: { $ref: '#/$defs/node' } }, additionalProperties: false },
  }
  expect(check(properties, { tree: { next: { next: {} } } }, { $defs })).toEqual({ tree: { next: { next: {} } } })
  expect(() => check(properties, { tree: { next: { nxt: {} } } }, { $defs })).toThrow(
    '"tree.next.nxt": is not declared',
  )
})

describe('a check that would take for ever', () => {
  const levels = (count: number, between: (ref: object) => object) =>
    Object.fromEntries(
      Array.from({ length: count + 1 }, (_, n) => [
        `d${n}`,
        n === 0
          ? { type: 'string' }
          : { anyOf: Array.from({ length: 10 }, () => between({ $ref: `#/$defs/d${n - 1}` })) },
      ]),
    )

  test.each([
    ['alternatives of alternatives', levels(9, (ref) => ref)],
    ['alternatives of alternatives of a part', levels(9, (ref) => ({ properties: { a: ref } }))],
    [
      'the same, doubled',
      Object.fromEntries(
        Array.from({ length: 40 }, (_, n) => [
          `d${n}`,
          n === 0 ? {} : { allOf: [0, 1].map(() => ({ $ref: `#/$defs/d${n - 1}` })) },
        ]),
      ),
    ],
  ])('is refused at the upload: %s', (_, $defs) => {
    const last = `#/$defs/d${Object.keys($defs).length - 1}`
    expect(() => schemaOf({ a: { $ref: last } }, { $defs }).compile()).toThrow('more than 10000 schemas')
  })

  test.each([
    [
      'a tree with alternatives',
      { a: { $ref: '#/$defs/t' } },
      { a: JSON.parse(`${'{"a":'.repeat(60)}1${'}'.repeat(60)}`) },
    ],
  ])('is given up: %s', (_, properties, given) => {
    const t = { anyOf: [0, 1].map(() => ({ type: 'object', properties: { a: { $ref: '#/$defs/t' } } })) }
    expect(() => check(properties, given, { $defs: { t } })).toThrow('takes too long for them')
  })
})

test('many things that must be distinct are looked at once each', () => {
  const lists = Array.from({ length: 9000 }, (_, n) => [n])
  expect(check({ a: { uniqueItems: true } }, { a: lists })).toEqual({ a: lists })
  const twice = [
    { b: 1, c: [{ d: 2, e: null }] },
    { c: [{ e: null, d: 2 }], b: 1 },
  ]
  expect(() => check({ a: { uniqueItems: true } }, { a: twice })).toThrow('"a": must not have duplicate items')
  expect(check({ a: { uniqueItems: true } }, { a: [1, '1', [1], ['1'], null, 'null'] })).toBeTypeOf('object')
  expect(check({ a: { uniqueItems: false } }, { a: twice })).toEqual({ a: twice })
})

test('a schema with too many schemas inside of it is refused', () => {
  const properties = Object.fromEntries(Array.from({ length: 1200 }, (_, n) => [`p${n}`, { minimum: 1 }]))
  expect(() => schemaOf(properties).compile()).toThrow('more than 1000 schemas')
})

test('a schema that is nested too deep is refused', () => {
  const deep = Array.from({ length: 3000 }).reduce<object>((inner) => ({ properties: { a: inner } }), {})
  expect(() => schemaOf({ a: deep }).compile()).toThrow('cannot be used')
})

test.each([0.07, 0.29, 1.15, 19.99, 1_234_567.89])(
  '%s is a multiple of 0.01, though its fraction is not exact',
  (amount) => {
    expect(check({ a: { multipleOf: 0.01 } }, { a: amount })).toEqual({ a: amount })
    expect(() => check({ a: { multipleOf: 0.01 } }, { a: amount + 0.001 })).toThrow('must be multiple of 0.01')
  },
)
