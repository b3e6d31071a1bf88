import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { readWorkerId } from './identity.ts'

let folder: string

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'aiflow-worker-'))
})

afterEach(() => rmSync(folder, { recursive: true }))

const files = (of = folder) => ({ workerIdFile: join(of, 'worker-id'), workerIdCopy: join(of, 'worker-id.copy') })

test.each([
  ['emptied', () => ''],
  ['cut', (name: string) => name.slice(0, 22)],
  ['filled with garbage', () => '\0\0\0'],
])('a worker keeps its name where both files of it are %s', (_how, hurt) => {
  const name = readWorkerId(files())
  for (const file of Object.values(files())) writeFileSync(file, hurt(name))
  expect(readWorkerId(files())).toBe(name)
})

test('the name that is written counts, such as one of an older version', () => {
  const older = 'worker-00000000-1111-4222-8333-444444444444'
  writeFileSync(files().workerIdFile, older)
  expect(readWorkerId(files())).toBe(older)
  writeFileSync(files().workerIdFile, older.slice(0, 30))
  expect(readWorkerId(files())).toBe(older)
})

test('two homes have two names', () => {
  const other = mkdtempSync(join(tmpdir(), 'aiflow-worker-'))
  expect(readWorkerId(files(other))).not.toBe(readWorkerId(files()))
  rmSync(other, { recursive: true })
})
