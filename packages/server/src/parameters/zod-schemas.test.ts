import { Workflow } from '@aiflow/sdk'
import { expect, test } from 'vitest'
import * as z from 'zod'
import { ParameterSchema } from './parameter-schema.ts'

const TREE: z.ZodType = z.object({ name: z.string(), children: z.lazy(() => z.array(TREE)) })

// What Zod 4 makes of its types must pass: authors do not see the JSON Schema.
test.each([
  ['text', z.string().min(2), 'ab', 'a'],
  ['an address', z.email(), 'a.b@example.org', '.a@example.org'],
  ['a UUID', z.uuid(), '123e4567-e89b-42d3-a456-426614174000', 'x'],
  ['an address of the web', z.url(), 'https://example.org', 'x y'],
  ['a moment', z.iso.datetime(), '2026-01-01T00:00:00Z', '2026-13-01'],
  ['a day', z.iso.date(), '2026-01-31', '2026-02-30'],
  ['a duration', z.iso.duration(), 'P1DT2H', 'P'],
  ['an id that only Zod knows', z.cuid2(), 'tz4a98xxat96iws9zmbrgj3a', 'A-'],
  ['an address of a network', z.ipv4(), '10.0.0.1', '10.0.0.256'],
  ['base64', z.base64(), 'YQ==', '?'],
  ['a whole number', z.int(), 3, 3.5],
  ['a range', z.number().min(1).max(5).multipleOf(2), 4, 3],
  ['one of several', z.enum(['a', 'b']), 'a', 'c'],
  ['one of several of any type', z.literal(['a', 1, null]), null, 2],
  ['or null', z.string().nullable(), null, 1],
  ['a union', z.union([z.string(), z.object({ n: z.number() })]), { n: 1 }, { n: 'x' }],
  [
    'a union told apart',
    z.discriminatedUnion('t', [z.object({ t: z.literal('a') }), z.object({ t: z.literal('b') })]),
    { t: 'b' },
    { t: 'c' },
  ],
  ['both', z.intersection(z.object({ a: z.number() }), z.object({ b: z.number() })), { a: 1, b: 2 }, { a: 1 }],
  ['a tuple', z.tuple([z.string(), z.number()]), ['a', 1], ['a', 'b']],
  ['a record', z.record(z.string(), z.number()), { a: 1 }, { a: 'x' }],
  ['a strict object', z.strictObject({ a: z.number() }), { a: 1 }, { a: 1, b: 2 }],
  ['a tree', TREE, { name: 'a', children: [{ name: 'b', children: [] }] }, { name: 'a', children: [{}] }],
  [
    'a pattern',
    z
      .string()
      .regex(/^v\d+$/)
      .max(5),
    'v12',
    'w1',
  ],
  ['a beginning', z.string().startsWith('a').endsWith('b'), 'ab', 'ba'],
])('%s', (_, type, good, bad) => {
  const { parameters } = new Workflow({ name: 'w', parameters: z.object({ p: type }) as never })
  const schema = new ParameterSchema({ workflow: 'w' }, parameters as never)
  schema.compile()
  expect(schema.check({ p: good as never })).toEqual({ p: good })
  expect(() => schema.check({ p: bad as never })).toThrow(expect.objectContaining({ code: 'INVALID_ARGUMENT' }))
})

test('defaults of Zod are filled in, those inside of what may be null, too', () => {
  const inner = z.object({ rate: z.number().default(0.1) })
  const parameters = z.object({
    a: inner.prefault({}),
    b: inner.nullable().default(null),
    c: z.string().meta({ title: 'C' }).optional(),
  })
  const workflow = new Workflow({ name: 'w', parameters: parameters as never })
  const schema = new ParameterSchema({ workflow: 'w' }, workflow.parameters as never)
  schema.compile()
  expect(schema.check({})).toEqual({ a: { rate: 0.1 }, b: null })
  expect(schema.check({ b: {} })).toEqual({ a: { rate: 0.1 }, b: { rate: 0.1 } })
})

test('a wrong format is told by its name alone, without the pattern that Zod writes beside it', () => {
  const { parameters } = new Workflow({ name: 'w', parameters: z.object({ day: z.iso.date() }) })
  const schema = new ParameterSchema({ workflow: 'w' }, parameters as never)
  expect(() => schema.check({ day: 'yesterday' })).toThrow('not valid. "day": must match format "date".')
})
