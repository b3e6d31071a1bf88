import { spawn } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { KernelFile } from './kernel-file.ts'

let folder: string
let path: string
let file: KernelFile

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'aiflow-kernel-'))
  path = join(folder, 'file')
  file = new KernelFile(path)
  file.keepOpen()
})

afterEach(() => {
  file.close()
  rmSync(folder, { recursive: true })
})

test('each read returns all that the file holds then', () => {
  for (const text of ['1\n', '1\n2\n', '', '12345\n'.repeat(5000), '3\n']) {
    writeFileSync(path, text)
    expect(file.read()).toBe(text)
  }
})

test('a file that does not exist is empty, and is read once it exists', () => {
  expect(file.read()).toBe('')
  writeFileSync(path, '1\n')
  expect(file.read()).toBe('1\n')
})

test('a file that was closed can still be read', () => {
  writeFileSync(path, '1\n')
  file.read()
  file.close()
  writeFileSync(path, '2\n')
  expect(file.read()).toBe('2\n')
})

test.runIf(process.platform === 'linux')('a file that the kernel has removed is empty', async () => {
  const child = spawn('sleep', ['60'])
  const status = new KernelFile(`/proc/${child.pid}/stat`)
  status.keepOpen()
  expect(status.read()).toContain('sleep')
  const ended = new Promise((resolve) => child.once('exit', resolve))
  child.kill('SIGKILL')
  await ended
  expect(status.read()).toBe('')
  status.close()
})
