import { expect, test } from 'vitest'
import { sourceNames } from './source-names.ts'

function nameOf(source: string, folder = '/home/me/project'): string {
  const bundle = {
    file: '/home/me/project/flows/train.ts',
    code: '',
    sourceMap: { sources: [] },
    sdkFolder: '/opt/sdk',
    importCycle: null,
    externals: [],
    packages: null,
    lockFile: null,
  }
  return sourceNames(bundle, folder)(source)
}

test.each([
  ['train.ts', 'flows/train.ts'],
  ['../lib/data.ts', 'lib/data.ts'],
  ['../../shared/a.ts', '../shared/a.ts'],
  ['../node_modules/.pnpm/left@1/node_modules/left/index.js', 'node_modules/left/index.js'],
  ['../../../../opt/sdk/src/index.ts', 'node_modules/@aiflow/sdk/src/index.ts'],
  ['../../../../opt/operators/dist/ssh/index.js', 'node_modules/@aiflow/operators/dist/ssh/index.js'],
])('%s is named %s, from the folder of the upload', (source, name) => {
  expect(nameOf(source)).toBe(name)
})

test('a file outside of the folder of the upload is named from the folder of the workflow file', () => {
  expect(nameOf('train.ts', '/elsewhere')).toBe('train.ts')
})
