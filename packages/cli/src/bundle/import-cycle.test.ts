import { expect, test } from 'vitest'
import { findImportCycle } from './import-cycle.ts'

type Kind = 'import-statement' | 'dynamic-import'

function cycleIn(imports: Readonly<Record<string, readonly string[]>>, kind: Kind = 'import-statement') {
  const inputs = Object.entries(imports).map(([file, paths]) => [
    file,
    { bytes: 1, imports: paths.map((path) => ({ path, kind })) },
  ])
  return findImportCycle({ inputs: Object.fromEntries(inputs) }, Object.keys(imports)[0] ?? '')
}

test.each([
  [{ a: ['b'], b: ['c'], c: [] }, null],
  [{ a: ['b', 'c'], b: ['c'], c: [] }, null],
  [{ a: ['b'], b: ['c'], c: ['b'] }, ['b', 'c', 'b']],
  [{ a: ['a'] }, ['a', 'a']],
  [{ 'node_modules/a': ['node_modules/b'], 'node_modules/b': ['node_modules/a'] }, null],
])('%j has the cycle %j', (imports, cycle) => {
  expect(cycleIn(imports)).toEqual(cycle)
})

test('an import at run time makes no cycle', () => {
  expect(cycleIn({ a: ['b'], b: ['a'] }, 'dynamic-import')).toBeNull()
})
