import { expect, it } from 'vitest'
import { isTrustedOwner } from './trusted-owner.ts'

it.each([
  ['the user', { user: 1000, file: 1000, folder: 0 }, true],
  ['the administrator', { user: 1000, file: 0, folder: 1000 }, true],
  ['the owner of the current folder', { user: 0, file: 1000, folder: 1000 }, true],
  ['somebody else, above a folder of the user', { user: 1000, file: 1001, folder: 1000 }, false],
  ['somebody else, above a folder of the administrator', { user: 0, file: 1001, folder: 0 }, false],
])('a configuration of %s', (_who, owners, isTrusted) => {
  expect(isTrustedOwner(owners)).toBe(isTrusted)
})
