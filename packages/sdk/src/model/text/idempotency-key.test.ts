import { expect, test } from 'vitest'
import { newIdempotencyKey } from './idempotency-key.ts'

test('it is a UUID of version 7 with its variant', () => {
  for (let each = 0; each < 200; each += 1) {
    expect(newIdempotencyKey()).toMatch(/^[\da-f]{8}-[\da-f]{4}-7[\da-f]{3}-[89ab][\da-f]{3}-[\da-f]{12}$/)
  }
})

test('keys of a later millisecond come after those of an earlier one', () => {
  const times = [0, 1, 255, 0xffff, 0x1_0000, 1_764_500_000_000, 1_764_500_000_001, 2 ** 48 - 1]
  const keys = times.map((time) => newIdempotencyKey(time))
  expect(keys.toSorted()).toEqual(keys)
  expect(newIdempotencyKey(0x0123_4567_89ab)).toMatch(/^01234567-89ab-7/)
})

test('keys of one moment differ', () => {
  expect(new Set(Array.from({ length: 10_000 }, () => newIdempotencyKey(1))).size).toBe(10_000)
})
