import { expect, test } from 'vitest'
import { findRefusedImports } from './refused-imports.ts'
import { parseImports } from './source-files.ts'

const TABLES = {
  packageFolders: { '@x/core': 'packages/core', '@x/door': 'packages/door' },
  packages: { 'packages/core': [], 'packages/door': ['packages/core'], e2e: ['packages/core'] },
  folders: {
    'packages/door/src': ['packages/door/src/http'],
    'packages/door/src/http': ['packages/door/src/store'],
    'packages/door/src/store': [],
    'packages/door/src/store/sqlite': ['packages/door/src/store'],
    'packages/door/src/store/index.ts': ['packages/door/src/store/sqlite'],
    'packages/door/src/testing': ['packages/door/src/store'],
    'packages/core/src': [],
  },
  reserved: { fastify: ['packages/door/src/http'] },
  pure: ['packages/door/src/store/sqlite'],
}

const refused = (path: string, source: string) => findRefusedImports([parseImports(path, source)], TABLES)

test.each([
  ['a folder in its row', 'packages/door/src/http/a.ts', '../store/b.ts'],
  ['its own folder, without a row for that below it', 'packages/door/src/http/a.ts', './routes/b.ts'],
  ['a package in its row', 'packages/door/src/http/a.ts', '@x/core/model'],
  ['a package that is not ours', 'packages/core/src/a.ts', 'zod'],
  ['a package of ours, though it is pure', 'packages/door/src/store/sqlite/a.ts', '@x/core'],
  ['a module of Node, in a test of a pure folder', 'packages/door/src/store/sqlite/a.test.ts', 'node:fs'],
  ['a package that is reserved for its folder', 'packages/door/src/http/routes/a.ts', 'fastify'],
  ['a file beside the source folder', 'packages/door/src/main.ts', '../package.json'],
  ['the testing folder, in a test', 'packages/door/src/http/a.test.ts', '../testing/b.ts'],
  ['what the own row of a file allows', 'packages/door/src/store/index.ts', './sqlite/b.ts'],
  ['the source of its package, outside of it', 'packages/door/test/a.ts', '../src/http/b.ts'],
  ['another folder outside of the packages', 'e2e/a.ts', '../examples/b.ts'],
])('a file may import %s', (_, path, specifier) => {
  expect(refused(path, `import { a } from '${specifier}'`)).toEqual([])
})

test.each([
  ['a folder that is not in its row', 'packages/door/src/store/a.ts', '../http/b.ts'],
  ['a folder below one in its row that has a row of its own', 'packages/door/src/http/a.ts', '../store/sqlite/b.ts'],
  ['the testing folder', 'packages/door/src/main.ts', './testing/b.ts'],
  ['a module of Node, if it is pure', 'packages/door/src/store/sqlite/a.ts', 'node:crypto'],
  ['a package that is not ours, if it is pure', 'packages/door/src/store/sqlite/a.ts', 'zod'],
  ['a package that is reserved for others', 'packages/door/src/store/a.ts', 'fastify/types'],
  ['a package that is not in its row', 'packages/core/src/a.ts', '@x/door'],
  ['a package that is not in its row, by its path', 'packages/core/src/a.ts', '../../door/src/main.ts'],
  ['the source of a package, from outside', 'e2e/a.ts', '../packages/core/src/b.ts'],
])('a file may not import %s', (_, path, specifier) => {
  expect(refused(path, `import { a } from '${specifier}'`)).toHaveLength(1)
})

test.each([
  "import '../http/b.ts'",
  "import type { B } from '../http/b.ts'",
  "export { b } from '../http/b.ts'",
  "export const b = () => import('../http/b.ts')",
])('%s counts as an import', (source) => {
  expect(refused('packages/door/src/store/a.ts', source)).toEqual([
    'packages/door/src/store/a.ts imports "../http/b.ts", but may import only: nothing of ours',
  ])
})
