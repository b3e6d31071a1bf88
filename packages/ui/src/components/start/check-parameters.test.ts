import { expect, test } from 'vitest'
import { checkParameters } from './check-parameters.ts'
import type { ObjectSchema } from './schema.ts'

const SCHEMA = {
  type: 'object',
  required: ['owner'],
  properties: {
    owner: { type: 'string', minLength: 2 },
    sizes: { type: 'array', items: { type: 'integer', maximum: 10 } },
    limits: { type: 'object', required: ['orders'], properties: { orders: { type: 'integer' } } },
  },
} as unknown as ObjectSchema

function problemsOf(value: Parameters<typeof checkParameters>[1], schema: ObjectSchema | null = SCHEMA) {
  return Object.fromEntries(checkParameters(schema, value))
}

test('parameters that fit have no problems', () => {
  expect(problemsOf({ owner: 'ada', sizes: [1, 10], limits: { orders: 3 } })).toEqual({})
})

test('missing parameters are reported, nested ones too', () => {
  expect(problemsOf({ limits: {} })).toEqual({ owner: 'is required', 'limits.orders': 'is required' })
})

test('a problem is reported at its path', () => {
  expect(Object.keys(problemsOf({ owner: 'a', sizes: [1, 11, 'x'] }))).toEqual(['owner', 'sizes.1', 'sizes.2'])
})

test('parameters that the workflow does not declare are reported', () => {
  expect(problemsOf({ owner: 'ada', colour: 'red' })).toEqual({ colour: 'is not declared' })
})

test('a workflow without a schema takes anything', () => {
  expect(problemsOf({ colour: 'red' }, null)).toEqual({})
})

test('a schema with patterns is left to the server, since a pattern may never end', () => {
  const schema = {
    type: 'object',
    properties: { a: { type: 'string', pattern: '^(a+)+$' } },
  } as unknown as ObjectSchema
  expect(problemsOf({ a: `${'a'.repeat(40)}!` }, schema)).toEqual({})
})

test('a schema that cannot be read is left to the server', () => {
  expect(problemsOf({ a: 1 }, { type: 'object', $ref: '#/nowhere' } as unknown as ObjectSchema)).toEqual({})
})
