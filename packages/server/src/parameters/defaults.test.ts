import { expect, test } from 'vitest'
import { ParameterSchema } from './parameter-schema.ts'

type Properties = Record<string, unknown>

function schemaOf(properties: Properties, more: Properties = {}): ParameterSchema {
  return new ParameterSchema({ workflow: 'w' }, { type: 'object', properties, ...more } as never)
}

const DEEP = { type: 'object', properties: { rate: { type: 'number', default: 0.1 }, name: { type: 'string' } } }
const TWO = { type: 'object', properties: { b: { default: 2 } } }

test.each([
  ['of an object whose default is {}', { a: { ...DEEP, default: {} } }, {}, { a: { rate: 0.1 } }],
  ['of an object that is given', { a: DEEP }, { a: { name: 'x' } }, { a: { name: 'x', rate: 0.1 } }],
  ['of an object that is neither given nor has a default', { a: DEEP }, {}, {}],
  ['of each object of a list', { a: { items: DEEP } }, { a: [{}, { rate: 1 }] }, { a: [{ rate: 0.1 }, { rate: 1 }] }],
  ['of the first items of a list', { a: { prefixItems: [DEEP] } }, { a: [{}, {}] }, { a: [{ rate: 0.1 }, {}] }],
  ['of what is referred to', { a: { $ref: '#/$defs/deep' } }, { a: {} }, { a: { rate: 0.1 } }],
  ['that is referred to', { a: { $ref: '#/$defs/three' } }, {}, { a: 3 }],
  ['of all of several', { a: { allOf: [DEEP, TWO] } }, { a: {} }, { a: { rate: 0.1, b: 2 } }],
  ['of the alternative that fits', { a: { anyOf: [{ type: 'null' }, TWO] } }, { a: {} }, { a: { b: 2 } }],
  ['of others, by name', { a: { additionalProperties: DEEP } }, { a: { x: {} } }, { a: { x: { rate: 0.1 } } }],
  ['of names with signs', { 'a/b~c %': { ...DEEP, default: {} } }, {}, { 'a/b~c %': { rate: 0.1 } }],
  ['beside null', { a: { type: ['object', 'null'], default: null } }, {}, { a: null }],
])('defaults are filled in: %s', (_, properties, given, expected) => {
  const schema = schemaOf(properties, { $defs: { deep: DEEP, three: { type: 'integer', default: 3 } } })
  schema.compile()
  expect(schema.check(given as never)).toEqual(expected)
})

test('what is filled in is nobody else’s, and what was given stays as it is', () => {
  const schema = schemaOf({ a: { type: 'array', default: [1] } })
  const given = {}
  const first = schema.check(given)
  expect(given).toEqual({})
  expect(schema.check({}).a).not.toBe(first.a)
})

test.each([
  ['another type', { a: { type: 'integer', default: 'three' } }, 'the default at #/properties/a must be integer'],
  ['beyond its maximum', { a: { maximum: 5, default: 6 } }, 'must be <= 5'],
  ['not in its enum', { a: { enum: ['x'], default: 'y' } }, 'must be "x"'],
  [
    'wrong inside',
    { a: { ...DEEP, default: { rate: 'fast' } } },
    'the default at #/properties/a "rate" must be number',
  ],
  ['wrong further down', { a: { properties: { b: { type: 'null', default: 1 } } } }, '#/properties/a/properties/b'],
  ['wrong once it is filled in', { a: { required: ['z'], default: {} } }, '"z" is missing'],
  ['wrong where it is referred to', { a: { $ref: '#/$defs/bad' } }, 'the default at #/$defs/bad'],
])('a default that does not fit is refused at the upload: %s', (_, properties, message) => {
  const schema = schemaOf(properties, message.includes('$defs') ? { $defs: { bad: { type: 'null', default: 1 } } } : {})
  expect(() => schema.compile()).toThrow(expect.objectContaining({ code: 'INVALID_WORKFLOW' }))
  expect(() => schema.compile()).toThrow(message)
})

const LONG = { type: 'string', default: 'x'.repeat(40_000) }
const SHORT = { type: 'string', default: 'x'.repeat(400) }
const AGAIN = { type: 'object', default: {}, properties: { again: { $ref: '#/$defs/again' } } }
const refs = (count: number, to: string) =>
  Object.fromEntries(Array.from({ length: count }, (_, at) => [`p${at}`, { $ref: `#/$defs/${to}` }]))

test.each([
  ['one that is referred to often', refs(300, 'long')],
  ['two of them', refs(2, 'long')],
  ['without an end', { a: { $ref: '#/$defs/again' } }],
])('a schema whose defaults alone are too long is refused at the upload: %s', (_, properties) => {
  const schema = schemaOf(properties, { $defs: { long: LONG, again: AGAIN } })
  expect(() => schema.compile()).toThrow(expect.objectContaining({ code: 'INVALID_WORKFLOW' }))
  expect(() => schema.compile()).toThrow('its defaults alone come to more than 65536 bytes of JSON')
  expect(() => schema.check({})).toThrow(expect.objectContaining({ code: 'TOO_LARGE' }))
})

test('parameters that are too long with their defaults are refused', () => {
  const one = { type: 'object', properties: refs(1, 'long') }
  const list = { type: 'array', items: { type: 'object', properties: refs(9, 'short') } }
  const schema = schemaOf({ a: one, b: one, list }, { $defs: { long: LONG, short: SHORT } })
  schema.compile()
  expect(schema.check({ a: {}, list: [{}] })).toMatchObject({ list: [{ p8: SHORT.default }] })
  for (const given of [{ a: {}, b: {} }, { list: Array.from({ length: 5000 }, () => ({})) }]) {
    expect(() => schema.check(given)).toThrow('The parameters with their defaults are longer than 65536 bytes of JSON')
  }
})
