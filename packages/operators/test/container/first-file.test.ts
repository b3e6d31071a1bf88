import { execFileSync } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { firstFileOf } from '../../src/container/first-file.ts'

let folder: string
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'aiflow-archive-'))
})
afterEach(() => rmSync(folder, { recursive: true }))

function archive(content: string): Buffer {
  writeFileSync(join(folder, 'file'), content)
  return execFileSync('tar', ['-C', folder, '-c', 'file'], { maxBuffer: 64 * 1024 * 1024 })
}

test.each(['', '{"a":1}', 'x'.repeat(1000)])('the file comes back whole: %s', (content) => {
  expect(firstFileOf(archive(content), 1000)?.toString()).toBe(content)
})

test('one that is too large, was cut off, or is not there is none', () => {
  expect(firstFileOf(archive('x'.repeat(1001)), 1000)).toBeNull()
  expect(firstFileOf(archive('x'.repeat(1000)).subarray(0, 1500), 1000)).toBeNull()
  expect(firstFileOf(Buffer.from('no archive'), 1000)).toBeNull()
  expect(firstFileOf(Buffer.alloc(1024), 1000)).toBeNull()
})
