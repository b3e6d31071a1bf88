import { expect, test } from 'vitest'
import { seal, unseal } from './seal.ts'
import { newKeyText, parseKeys } from './secret-key.ts'

const [key, other] = parseKeys(`${newKeyText()},${newKeyText()}`, 'The test')
const DB = { namespace: 'default', name: 'db' }

test('a value comes back with its key, and as another text each time that it is encrypted', () => {
  const value = 'pässword\n'
  const first = seal(key!, DB, value)
  const second = seal(key!, DB, value)
  expect(first.keyId).toBe(key!.id)
  expect(first.sealed).not.toBe(second.sealed)
  expect(unseal(key!, DB, first.sealed)).toBe(value)
})

test('a value cannot be read with another key, as another secret, or after a change', () => {
  const { sealed } = seal(key!, DB, 'value')
  expect(unseal(other!, DB, sealed)).toBeNull()
  expect(unseal(key!, { ...DB, name: 'dc' }, sealed)).toBeNull()
  expect(unseal(key!, { ...DB, namespace: 'x' }, sealed)).toBeNull()
  for (let at = 0; at < Buffer.from(sealed, 'base64').length; at += 1) {
    const changed = Buffer.from(sealed, 'base64')
    changed[at]! ^= 1
    expect(unseal(key!, DB, changed.toString('base64'))).toBeNull()
  }
  expect(unseal(key!, DB, 'short')).toBeNull()
})

test('a key is 32 bytes in base64 or hexadecimal, and its id is the same in each form', () => {
  const bytes = Buffer.alloc(32, 7)
  const texts = [bytes.toString('hex'), bytes.toString('base64'), bytes.toString('base64url')]
  const ids = texts.map((text) => parseKeys(` ${text} ,`, 'The test')[0]?.id)
  expect(new Set(ids).size).toBe(1)
})

test.each([[''], [','], ['short'], ['x'.repeat(64)], [`${newKeyText()},no`]])(
  'the keys %j are refused without quoting them',
  (text) => {
    expect(() => parseKeys(text, 'The test')).toThrow(/^The test holds no key for secrets\. A key is 32 bytes/)
  },
)
