import { expect, test } from 'vitest'
import { checkPackedSizes } from './check-sizes.ts'
import { checkPublication } from './publication.ts'

const manifest = { name: '@aiflow/sdk', version: '0.3.0' }
const tarball = { folder: 'packages/sdk', manifest, file: 'sdk.tgz', bytes: 200_001, paths: ['index.js'] }

test('a publication demands the address of the repository and the tag of the version', () => {
  expect(checkPublication(manifest, [])).toEqual([
    '"repository" is missing in the root "package.json" and in the packages',
    'this commit has no tag v0.3.0',
  ])
  expect(checkPublication({ ...manifest, repository: { type: 'git' } }, ['latest', 'v0.3.0'])).toEqual([])
})

test('a tarball that grew beyond its bound, or that has none, is a problem', () => {
  expect(checkPackedSizes([tarball], { '@aiflow/sdk': 201 })).toEqual([])
  expect(checkPackedSizes([tarball], { '@aiflow/sdk': 200 })).toEqual([
    '@aiflow/sdk: 201 kB are more than its bound of 200 kB',
  ])
  expect(checkPackedSizes([tarball], {})).toEqual(['@aiflow/sdk: "check-sizes.ts" has no bound for its size'])
})
