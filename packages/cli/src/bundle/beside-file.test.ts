import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, it } from 'vitest'
import { besideRemarks } from './beside-file.ts'

const folder = mkdtempSync(join(tmpdir(), 'aiflow-beside-'))
afterAll(() => rmSync(folder, { recursive: true }))

function remarksOn(text: string): string[] {
  const path = join(folder, 'flow.ts')
  writeFileSync(path, text)
  return besideRemarks([path, join(folder, 'gone.ts')], folder)
}

it.each([
  ["\nreadFileSync(new URL('./a.csv', import.meta.url))", 'flow.ts:2', 'import.meta.url'],
  ['const here = dirname(fileURLToPath(import.meta.url))', 'flow.ts:1', 'import.meta.url'],
  ["join(import.meta.dirname, 'a.csv')", 'flow.ts:1', 'import.meta.dirname'],
  ["\n\njoin(__dirname, 'a.csv')", 'flow.ts:3', '__dirname'],
])('names the place of %j', (text, place, word) => {
  expect(remarksOn(text)).toEqual([expect.stringContaining(`${place} means the folder of the file by "${word}"`)])
})

it.each([
  'const require = createRequire(import.meta.url)',
  "new URL('https://example.com')",
  "const __dirname = 'mine'",
  'if (import.meta.main) run()',
])('says nothing of %j', (text) => {
  expect(remarksOn(text)).toEqual([])
})
