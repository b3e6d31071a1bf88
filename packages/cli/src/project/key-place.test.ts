import { expect, it } from 'vitest'
import { keyPlace } from './key-place.ts'

const TEXT = `import { defineConfig } from '@aiflow/sdk/config'
const port = 3
export default defineConfig({
  workflows: ['flows/**/*.ts'],
  "start": [{ workflow: 'a', 'param eters': {} }],
  port,
})
`

it.each([
  ['a key', ['workflows'], 4, 3],
  ['a key in quotes', ['start'], 5, 3],
  ['a key inside an item of a list', ['start', 0, 'workflow'], 5, 15],
  ['a key with characters of patterns', ['start', 0, 'param eters'], 5, 30],
  ['a key that is short for its variable', ['port'], 6, 3],
  ['the parent of a key that is not there', ['start', 0, 'namespace'], 5, 3],
])('finds %s', (_what, path, line, column) => {
  expect(keyPlace('/a.ts', TEXT, path)).toEqual({ file: '/a.ts', line, column })
})

it('finds nothing where a program computes the key', () => {
  expect(keyPlace('/a.ts', 'export default JSON.parse(text)', ['port'])).toBeNull()
})
