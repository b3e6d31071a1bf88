import type { LockedPackage } from '@aiflow/sdk/internal/wire'
import { expect, test } from 'vitest'
import { neededHere } from './needed-here.ts'

const HERE = { platform: 'linux', arch: 'x64', libc: 'glibc', abi: '137' }
const entry = (more: Partial<LockedPackage> = {}): LockedPackage => ({
  version: '1.0.0',
  integrity: 'sha512-abc',
  ...more,
})
const needed = (locked: Record<string, LockedPackage>) => [
  ...neededHere({ dependencies: { a: '1.0.0' }, locked }, HERE),
]

test('optional packages of this platform are needed, and those of others are not, with what only they need', () => {
  const names = ['a-linux', 'a-musl', 'a-mac', 'a-wasm', 'a-not-here']
  const optionalDependencies = Object.fromEntries(names.map((name) => [name, '1.0.0']))
  expect(
    needed({
      'node_modules/a': entry({ optionalDependencies }),
      'node_modules/a-linux': entry({ os: ['linux'], cpu: ['x64'], libc: ['glibc'] }),
      'node_modules/a-musl': entry({ os: ['linux'], cpu: ['x64'], libc: ['musl'] }),
      'node_modules/a-mac': entry({ os: ['darwin'] }),
      'node_modules/a-wasm': entry({ cpu: ['wasm32'], dependencies: { runtime: '1.0.0' } }),
      'node_modules/runtime': entry(),
      'node_modules/a-not-here': entry({ os: ['!linux'] }),
    }).sort(),
  ).toEqual(['node_modules/a', 'node_modules/a-linux'])
})

test('each package needs the version that it finds', () => {
  expect(
    needed({
      'node_modules/a': entry({ dependencies: { b: '1.0.0', c: '1.0.0' } }),
      'node_modules/a/node_modules/b': entry({ dependencies: { c: '1.0.0' } }),
      'node_modules/b': entry(),
      'node_modules/c': entry({ dependencies: { a: '1.0.0' } }),
    }).sort(),
  ).toEqual(['node_modules/a', 'node_modules/a/node_modules/b', 'node_modules/c'])
})
