import { npmPackagesSchema } from '@aiflow/sdk/internal/wire'
import { expect, test } from 'vitest'
import { lockedPackages, requireRegistry } from './locked-packages.ts'
import type { LockEntry, NpmLock } from './npm-lock.ts'

const entry = (version: string, more: LockEntry = {}): LockEntry => ({
  version,
  resolved: `https://user:secret@packages.example/x/-/x-${version}.tgz`,
  integrity: `sha512-${version.replaceAll('.', '')}`,
  ...more,
})
const lockOf = (packages: Readonly<Record<string, LockEntry>>): NpmLock => ({
  file: '/project/package-lock.json',
  folder: '/project',
  entries: new Map(Object.entries(packages)),
})
const roots = (...names: string[]) => new Map(names.map((name) => [name, `node_modules/${name}`]))
const from = (packages: Readonly<Record<string, LockEntry>>, ...names: string[]) =>
  npmPackagesSchema.parse(lockedPackages(lockOf(packages), roots(...names)))

test('what the named packages need is taken, and nothing else, without addresses', () => {
  const packages = {
    '': {},
    'node_modules/sharp': entry('1.0.0', { dependencies: { semver: '^7' }, license: 'MIT', engines: { node: '>=1' } }),
    'node_modules/semver': entry('7.1.0'),
    'node_modules/other': entry('3.0.0', { dev: true }),
  }
  expect(from(packages, 'sharp')).toEqual({
    dependencies: { sharp: '1.0.0' },
    locked: {
      'node_modules/sharp': { version: '1.0.0', integrity: 'sha512-100', dependencies: { semver: '7.1.0' } },
      'node_modules/semver': { version: '7.1.0', integrity: 'sha512-710' },
    },
  })
})

test('packages for other platforms stay, and may be missing', () => {
  const packages = {
    'node_modules/a': entry('1.0.0', { optionalDependencies: { 'a-linux': '1.0.0', 'a-gone': '1.0.0' } }),
    'node_modules/a-linux': entry('1.0.0', { os: ['linux'], cpu: ['x64'], libc: ['musl'], dependencies: { b: '1' } }),
    'node_modules/b': entry('1.2.0'),
  }
  expect(from(packages, 'a').locked).toMatchObject({
    'node_modules/a': { optionalDependencies: { 'a-linux': '1.0.0' } },
    'node_modules/a-linux': { optional: true, os: ['linux'], cpu: ['x64'], libc: ['musl'] },
    'node_modules/b': { optional: true },
  })
})

test('a package that was optional in the project is required where the bundle imports it', () => {
  const packages = { 'node_modules/a': entry('1.0.0', { optional: true, dev: true }) }
  expect(from(packages, 'a').locked['node_modules/a']).toEqual({ version: '1.0.0', integrity: 'sha512-100' })
})

test('each package finds the version that it found in the project', () => {
  const packages = {
    'node_modules/a': entry('1.0.0', { dependencies: { c: '^1', b: '^2' } }),
    'node_modules/a/node_modules/c': entry('1.5.0'),
    'node_modules/b': entry('2.0.0', { dependencies: { c: '^2' } }),
    'node_modules/c': entry('2.7.0'),
  }
  const { locked } = from(packages, 'a', 'b')
  expect(locked['node_modules/a/node_modules/c']?.version ?? locked['node_modules/c']?.version).toBe('1.5.0')
  expect(locked['node_modules/b/node_modules/c']?.version ?? locked['node_modules/c']?.version).toBe('2.7.0')
})

test('a package that only another one had below itself comes to the top', () => {
  const packages = {
    'node_modules/pure': entry('1.0.0', { dependencies: { native: '1' } }),
    'node_modules/pure/node_modules/native': entry('1.0.0', { dependencies: { dep: '1' } }),
    'node_modules/pure/node_modules/dep': entry('1.1.0'),
  }
  const found = lockedPackages(lockOf(packages), new Map([['native', 'node_modules/pure/node_modules/native']]))
  expect(Object.keys(found.locked).sort()).toEqual(['node_modules/dep', 'node_modules/native'])
})

test('peers, overrides and other names become the versions that they were resolved to', () => {
  const packages = {
    'node_modules/a': entry('1.0.0', {
      dependencies: { old: '^1' },
      peerDependencies: { peer: '*', missing: '*', maybe: '*' },
      peerDependenciesMeta: { maybe: { optional: true } },
    }),
    'node_modules/old': entry('9.0.0'),
    'node_modules/peer': entry('3.0.0', { name: 'real-peer' }),
    'node_modules/maybe': entry('1.0.0'),
  }
  const { locked } = from(packages, 'a')
  expect(locked['node_modules/a']?.dependencies).toEqual({ old: '9.0.0', peer: 'npm:real-peer@3.0.0' })
  expect(Object.keys(locked)).not.toContain('node_modules/maybe')
})

test('what comes within a package stays below it', () => {
  const packages = {
    'node_modules/a': entry('1.0.0', { dependencies: { b: '1' }, bundleDependencies: ['b'] }),
    'node_modules/a/node_modules/b': { version: '1.0.0', inBundle: true, dependencies: { c: '1' } },
    'node_modules/a/node_modules/c': { version: '1.0.0', inBundle: true },
  }
  expect(Object.keys(from(packages, 'a').locked).sort()).toEqual([
    'node_modules/a',
    'node_modules/a/node_modules/b',
    'node_modules/a/node_modules/c',
  ])
})

test.each([
  [
    'has no integrity',
    { 'node_modules/a': { version: '1.0.0' } },
    'package-lock.json has no "integrity" of "node_modules/a"',
  ],
  ['lacks what is needed', { 'node_modules/a': entry('1.0.0', { dependencies: { gone: '1' } }) }, 'is not complete'],
  ['names no version', { 'node_modules/a': { integrity: 'sha512-a' } }, 'names no version'],
])('a lock that %s is refused', (_what, packages, message) => {
  expect(() => lockedPackages(lockOf(packages), roots('a'))).toThrow(message)
})

test.each([
  ['git+ssh://git@example.com/a.git#abc', { resolved: 'git+ssh://git@example.com/a.git#abc' }, '"ssh'],
  ['file:../a', { resolved: 'file:../a.tgz' }, 'comes from "file:../a"'],
  ['https://user:secret@example.com/a.tgz?token=x', {}, 'comes from "https://example.com/a.tgz"'],
  ['*', { resolved: 'packages/a', link: true }, 'is a folder of the project'],
])('a package from %s is refused', (spec, more, message) => {
  const lock = lockOf({ 'node_modules/a': entry('1.0.0', more) })
  const ask = () => requireRegistry(lock, { name: 'a', spec, origin: 'node_modules/a' })
  expect(ask).toThrow(message === '"ssh' ? 'comes from "git+ssh://example.com/a.git"' : message)
  expect(ask).not.toThrow('secret')
})
