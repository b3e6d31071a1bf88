import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, relative } from 'node:path'
import { afterAll, expect, test } from 'vitest'
import { lazyLibrary } from './lazy-library.ts'

const folder = mkdtempSync(join(tmpdir(), 'aiflow-library-'))
afterAll(() => rmSync(folder, { recursive: true }))

test('a library is loaded when it is first used, and only once', () => {
  const loads = join(folder, 'loads')
  const file = join(folder, 'library.mjs')
  writeFileSync(loads, '')
  writeFileSync(
    file,
    `import { appendFileSync } from 'node:fs'
appendFileSync(${JSON.stringify(loads)}, 'x')
export const answer = 42`,
  )
  const library = lazyLibrary<{ answer: number }>({ built: 'none', source: relative(import.meta.dirname, file) })
  expect(readFileSync(loads, 'utf8')).toBe('')
  expect(library().answer + library().answer).toBe(84)
  expect(readFileSync(loads, 'utf8')).toBe('x')
})
