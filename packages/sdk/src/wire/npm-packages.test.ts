import { expect, test } from 'vitest'
import { isRegistrySpec, npmPackagesSchema } from './npm-packages.ts'

const locked = (more: object = {}) => ({ version: '1.0.0', integrity: 'sha512-abc', ...more })
const given = (more: object) => ({ dependencies: { a: '1.0.0' }, locked: { 'node_modules/a': locked() }, ...more })

test('packages with digests and nothing else are taken', () => {
  expect(npmPackagesSchema.safeParse(given({})).success).toBe(true)
  expect(npmPackagesSchema.safeParse(given({ withoutScripts: ['a'] })).success).toBe(true)
})

test.each<[string, object]>([
  ['no package', { dependencies: {} }],
  ['a package that is not locked', { dependencies: { b: '1.0.0' } }],
  ['no digest', { locked: { 'node_modules/a': locked({ integrity: undefined }) } }],
  ['an address', { locked: { 'node_modules/a': locked({ resolved: 'https://x' }) } }],
  ['a link', { locked: { 'node_modules/a': locked({ link: true }) } }],
  ['a path outside', { locked: { 'node_modules/a': locked(), 'node_modules/../../b': locked() } }],
  ['an absolute path', { locked: { 'node_modules/a': locked(), '/etc/b': locked() } }],
  ['a dependency of git', { dependencies: { a: 'git+ssh://git@example.com/a.git' } }],
  ['a folder', { locked: { 'node_modules/a': locked({ dependencies: { b: 'file:../b' } }) } }],
  ['a range as a version', { locked: { 'node_modules/a': locked({ version: '^1' }) } }],
  ['an unknown field', { locked: { 'node_modules/a': locked({ scripts: { install: 'x' } }) } }],
  [
    'too many packages',
    {
      locked: Object.fromEntries([
        ['node_modules/a', locked()],
        ...Array.from({ length: 2000 }, (_, index) => [`node_modules/p${index}`, locked()]),
      ]),
    },
  ],
])('%s is refused', (_what, more) => {
  expect(npmPackagesSchema.safeParse(given(more)).success).toBe(false)
})

test.each([
  ['^1.0.0 || >=2', true],
  ['latest', true],
  ['npm:@scope/real@1.0.0', true],
  ['owner/repository', false],
  ['github:owner/repository', false],
  ['file:../a', false],
  ['workspace:*', false],
  ['https://example.com/a.tgz', false],
])('"%s" is of a registry: %s', (spec, expected) => {
  expect(isRegistrySpec(spec)).toBe(expected)
})
