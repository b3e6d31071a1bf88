import { describe, expect, test } from 'vitest'
import { Condition } from '../../index.ts'
import { isCondition } from './condition.ts'

class Never extends Condition {
  override isMet(): boolean {
    return false
  }
}

describe('Condition', () => {
  test('keeps the keys it expects, each once, and nobody can change them', () => {
    const condition = new Never(['a', 'b', 'a'])
    expect(condition.expectEventKeys).toEqual(['a', 'b'])
    expect(Object.isFrozen(condition.expectEventKeys)).toBe(true)
  })

  test.each([
    [[], 'Never expects no event'],
    [[''], 'not a text of 1 to 1024 bytes'],
    [['x'.repeat(1025)], 'not a text of 1 to 1024 bytes'],
    [[7 as unknown as string], 'not a text of 1 to 1024 bytes: 7'],
  ])('refuses the keys %j', (keys, message) => {
    const error = { code: 'INVALID_WORKFLOW', message: expect.stringContaining(message) }
    expect(() => new Never(keys)).toThrow(expect.objectContaining(error))
  })

  test('is recognised by what it has, since it may come from another copy of the SDK', () => {
    expect(isCondition(new Never(['a']))).toBe(true)
    expect(isCondition({ expectEventKeys: ['a'], isMet: () => true })).toBe(true)
    expect([null, 'a', {}, { isMet: () => true }, { expectEventKeys: [] }].some(isCondition)).toBe(false)
  })
})
