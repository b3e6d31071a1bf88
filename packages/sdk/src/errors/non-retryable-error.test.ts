import { expect, test } from 'vitest'
import { NonRetryableError } from '../index.ts'
import { isNonRetryableError } from './non-retryable-error.ts'

test('a NonRetryableError has a message, a cause and its name', () => {
  const cause = new Error('inner')
  const error = new NonRetryableError('no such table', { cause })
  expect(error).toMatchObject({ name: 'NonRetryableError', message: 'no such table', cause })
})

test('it is recognised by name: its own, a subclass that renames itself, one of another copy', () => {
  class MissingTable extends NonRetryableError {
    override name = 'MissingTable'
  }
  const foreign = Object.assign(new Error('x'), { name: 'NonRetryableError' })
  expect([new NonRetryableError('x'), new MissingTable('x'), foreign].map(isNonRetryableError)).toEqual([
    true,
    true,
    true,
  ])
})

test('nothing else is', () => {
  expect([new Error('x'), new TypeError('x'), { name: 'NonRetryableError' }, null].some(isNonRetryableError)).toBe(
    false,
  )
})

test('an error of another kind is none, even if its prototype cannot be read', () => {
  expect(isNonRetryableError(new DOMException('late', 'TimeoutError'))).toBe(false)
})
