import { isNotFound } from '@tanstack/react-router'
import { expect, test } from 'vitest'
import { idOfPath } from './id-of-path.ts'

test('an id is a number from 1 on', () => {
  expect(idOfPath('42')).toBe(42)
})

test.each(['', '0', '-1', '1.5', '1e3', '0x1', ' 1', '01x', 'nonsense', '99999999999999999999'])(
  'there is nothing at %j',
  (text) => {
    let thrown: unknown
    try {
      idOfPath(text)
    } catch (error) {
      thrown = error
    }
    expect(isNotFound(thrown)).toBe(true)
  },
)
