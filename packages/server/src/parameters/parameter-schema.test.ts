import { expect, test } from 'vitest'
import { ParameterSchema } from './parameter-schema.ts'

const SCHEMA = {
  type: 'object',
  properties: {
    model: { type: 'string', minLength: 1 },
    epochs: { type: 'integer', minimum: 1, default: 3 },
    sizes: { type: 'array', items: { type: 'number' }, default: [1] },
  },
  required: ['model'],
}

function check(given: Record<string, unknown>, schema: Record<string, unknown> | undefined = SCHEMA) {
  return new ParameterSchema({ workflow: 'w' }, schema as never).check(given as never)
}

test('defaults are filled in, what was given stays', () => {
  expect(check({ model: 'a' })).toEqual({ model: 'a', epochs: 3, sizes: [1] })
  expect(check({ model: 'a', epochs: 9 })).toMatchObject({ epochs: 9 })
})

test.each([
  [{}, '"model": is missing'],
  [{ model: '' }, '"model": must not have fewer than 1 characters'],
  [{ model: 'a', epochs: 1.5 }, '"epochs": '],
  [{ model: 'a', epochs: 0 }, '"epochs": must be >= 1'],
  [{ model: 'a', sizes: [1, 'x'] }, '"sizes.1": '],
  [{ model: 'a', epoch: 4 }, '"epoch": is not declared (did you mean "epochs"?)'],
])('%j is refused with its path and problem', (given, message) => {
  expect(() => check(given)).toThrow(message)
})

test('a workflow without parameters takes none', () => {
  expect(new ParameterSchema({ workflow: 'w' }, undefined).check({})).toEqual({})
  expect(() => new ParameterSchema({ workflow: 'w' }, undefined).check({ a: 1 })).toThrow(
    'takes no parameters, but was given "a"',
  )
})

test('others are taken where the author says so', () => {
  expect(check({ x: 1 }, { type: 'object', additionalProperties: true })).toEqual({ x: 1 })
})

test.each([
  { type: 'string' },
  { type: 'object', properties: { a: { type: 'wrong' } } },
  { type: 'object', properties: { a: { $ref: 'https://example.org/schema' } } },
  { type: 'object', properties: { a: { type: 'string', pattern: '(' } } },
])('the schema %j is refused', (schema) => {
  expect(() => new ParameterSchema({ workflow: 'w' }, schema as never).compile()).toThrow('cannot be used')
})

test('parameters that are too long are refused', () => {
  expect(() => check({ model: 'x'.repeat(70_000) })).toThrow('longer than 65536 bytes')
})
