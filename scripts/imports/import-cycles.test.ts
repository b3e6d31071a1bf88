import { expect, test } from 'vitest'
import { findImportCycles } from './import-cycles.ts'
import { parseImports } from './source-files.ts'

const cyclesOf = (sources: Readonly<Record<string, string>>) =>
  findImportCycles(Object.entries(sources).map(([path, source]) => parseImports(path, source)))

test('imports in one direction do not make a cycle', () => {
  expect(
    cyclesOf({ 'a.ts': "import './b.ts'\nimport './c.ts'", 'b.ts': "import './c.ts'", 'c.ts': "import 'zod'" }),
  ).toEqual([])
})

test('an import of a type and a dynamic import can close a cycle', () => {
  expect(
    cyclesOf({
      'a.ts': "export const load = () => import('./b.ts')",
      'b.ts': "export { c } from './c.ts'",
      'c.ts': "import type { A } from './a.ts'",
    }),
  ).toEqual([['a.ts', 'b.ts', 'c.ts']])
})

test('the shortest of several cycles is reported', () => {
  expect(
    cyclesOf({ 'a.ts': "import './b.ts'\nimport './c.ts'", 'b.ts': "import './c.ts'", 'c.ts': "import './a.ts'" }),
  ).toEqual([['a.ts', 'c.ts']])
})

test('a file that only leads to a cycle is not in it', () => {
  expect(cyclesOf({ 'a.ts': "import './b.ts'", 'b.ts': "import './c.ts'", 'c.ts': "import './b.ts'" })).toEqual([
    ['b.ts', 'c.ts'],
  ])
})
