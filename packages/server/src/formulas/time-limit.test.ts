import { expect, test } from 'vitest'
import { TimeLimit } from './time-limit.ts'

test('work that ends in time gives its value or its error', () => {
  const limit = new TimeLimit(1000)
  expect(limit.run(() => 7)).toEqual({ value: 7 })
  expect(() =>
    limit.run(() => {
      throw new RangeError('mine')
    }),
  ).toThrow('mine')
})

test('a regular expression that would not end is ended', () => {
  const limit = new TimeLimit(50)
  expect(limit.run(() => /^(.*a){20}$/.test(`${'a'.repeat(60)}b`))).toBeNull()
  expect(limit.run(() => 'goes on')).toEqual({ value: 'goes on' })
})
