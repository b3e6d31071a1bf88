import { expect, it } from 'vitest'
import { MAX_METRICS_BYTES } from '../model/limits.ts'
import { reportSchema } from './worker-protocol.ts'

it('limits metrics by their bytes in UTF-8, not by their characters', () => {
  const accepts = (text: string) =>
    reportSchema.safeParse({ type: 'metrics', attemptId: 'a', time: 1, metrics: { note: text } }).success
  const room = MAX_METRICS_BYTES - '{"note":""}'.length
  expect(accepts('a'.repeat(room))).toBe(true)
  expect(accepts('a'.repeat(room + 1))).toBe(false)
  expect(accepts('é'.repeat(room / 2))).toBe(true)
  expect(accepts('é'.repeat(room / 2 + 1))).toBe(false)
})
