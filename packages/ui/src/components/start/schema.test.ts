import { expect, test } from 'vitest'
import { checkParameters } from './check-parameters.ts'
import { draftOf, fieldOf, firstOf, resolved } from './schema.ts'

const WHOLE = {
  type: 'object',
  properties: {
    model: { type: 'string' },
    epochs: { type: 'integer', minimum: 1, default: 3 },
    nested: { type: 'object', properties: { a: { type: 'number', default: 1 }, b: { type: 'string' } } },
    size: { $ref: '#/$defs/size' },
  },
  required: ['model'],
  $defs: { size: { enum: ['s', 'm'], default: 'm' } },
}

test.each([
  [{ type: 'string' }, 'text'],
  [{ type: 'number' }, 'number'],
  [{ type: 'integer' }, 'number'],
  [{ type: 'boolean' }, 'switch'],
  [{ type: 'string', enum: ['a'] }, 'choice'],
  [{ const: 1 }, 'choice'],
  [{ type: 'array', items: { type: 'string' } }, 'list'],
  [{ type: 'array' }, 'json'],
  [{ type: 'object', properties: {} }, 'group'],
  [{ type: 'object' }, 'json'],
  [{ type: ['string', 'null'] }, 'json'],
  [{}, 'json'],
])('%j is asked for as %s', (schema, kind) => {
  expect(fieldOf(schema).kind).toBe(kind)
})

test('a form begins with the defaults, nested ones too', () => {
  expect(draftOf(WHOLE)).toEqual({ epochs: 3, nested: { a: 1 }, size: 'm' })
  expect(draftOf(null)).toEqual({})
})

test('references within a schema are resolved, others are not', () => {
  expect(fieldOf(resolved({ $ref: '#/$defs/size' }, WHOLE))).toEqual({ kind: 'choice', values: ['s', 'm'] })
  expect(resolved({ $ref: '#/nowhere' }, WHOLE)).toEqual({ $ref: '#/nowhere' })
})

test('a new item of a list fits its schema', () => {
  expect(
    [{ type: 'string' }, { type: 'integer' }, { type: 'boolean' }, { $ref: '#/$defs/size' }].map((one) =>
      firstOf(one, WHOLE),
    ),
  ).toEqual(['', 0, false, 'm'])
})

test('problems are listed by path', () => {
  const problems = checkParameters(WHOLE, { epochs: 0, nested: { a: 'x' }, other: 1 })
  expect([...problems.keys()].sort()).toEqual(['epochs', 'model', 'nested.a', 'other'])
  expect(problems.get('model')).toBe('is required')
  expect(checkParameters(WHOLE, { model: 'a' }).size).toBe(0)
})

test('a schema with patterns is left to the server, since some patterns never end', () => {
  const schema = { type: 'object', properties: { a: { type: 'string', pattern: '^(.*a){20}$' } } }
  expect(checkParameters(schema, { a: `${'a'.repeat(60)}b` }).size).toBe(0)
})
