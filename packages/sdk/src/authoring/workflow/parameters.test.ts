import { expect, test } from 'vitest'
import * as z from 'zod'
import { parametersDefinition } from './parameters.ts'
import { Workflow } from './workflow.ts'

test('a Zod object becomes a JSON Schema with its defaults', () => {
  const parameters = z.object({ model: z.string().min(1), epochs: z.int().default(3) })
  const { parameters: schema } = new Workflow({ name: 'w', parameters }).toDefinition()
  expect(schema).toEqual({
    type: 'object',
    properties: {
      model: { type: 'string', minLength: 1 },
      epochs: { type: 'integer', default: 3, minimum: expect.any(Number), maximum: expect.any(Number) },
    },
    required: ['model'],
  })
})

test('a JSON Schema is taken as it is', () => {
  const parameters = { type: 'object', properties: { a: { type: 'number' } } }
  expect(new Workflow({ name: 'w', parameters }).toDefinition().parameters).toEqual(parameters)
})

test('a workflow without parameters says nothing of them', () => {
  expect(new Workflow({ name: 'w' }).toDefinition()).not.toHaveProperty('parameters')
})

test.each([
  ['text', z.string(), 'must describe an object'],
  ['a list', { type: 'array' }, 'must describe an object'],
  ['a date', z.object({ at: z.date() }), 'cannot be written as JSON Schema'],
  ['a number', 7, 'must be a Zod object or a JSON Schema'],
])('parameters of %s are refused', (_what, parameters, message) => {
  expect(() => parametersDefinition({ workflow: 'w' }, parameters as never)).toThrow(message)
})
