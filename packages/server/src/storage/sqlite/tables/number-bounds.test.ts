import { expect, test } from 'vitest'
import * as z from 'zod'
import { boundsOf, lower } from './number-bounds.ts'

const HUGE = 1e30

test('a number that may be of several kinds is lowered to the greatest of them', () => {
  const schema = z.object({
    plain: z.union([z.number().max(5), z.literal('unlimited'), z.number().max(7)]),
    unbounded: z.union([z.number().max(5), z.number()]),
    fields: z.union([
      z.object({ seconds: z.number().max(5), count: z.number().max(6), own: z.number().max(8) }),
      z.object({ seconds: z.number().max(7), count: z.number() }),
    ]),
    items: z.union([z.array(z.number().max(5)), z.array(z.int().max(7)), z.string()]),
  })
  const value = { plain: HUGE, unbounded: HUGE, fields: { seconds: HUGE, count: HUGE, own: HUGE }, items: [HUGE, 1] }
  expect(lower(value, boundsOf(schema))).toEqual({
    plain: 7,
    unbounded: HUGE,
    fields: { seconds: 7, count: HUGE, own: 8 },
    items: [7, 1],
  })
})

test.each([
  ['a tuple', z.tuple([z.number().max(5)])],
  ['a record of bounded numbers', z.record(z.string(), z.number().max(5))],
  ['what may be null', z.number().max(5).nullable()],
])('%s is not passed over', (_, schema) => {
  expect(() => boundsOf(z.object({ part: schema }))).toThrow('not known')
})
