import { execFileSync } from 'node:child_process'
import {
  closeSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { appendToFile, isDamagedFile, openLog, readFile, writeNewFile } from './index.ts'

let folder: string
let path: string

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'aiflow-files-'))
  path = join(folder, 'file')
})

afterEach(() => rmSync(folder, { recursive: true, force: true }))

const NO_FILES: Readonly<Record<string, () => unknown>> = {
  'a FIFO': () => execFileSync('mkfifo', [path]),
  'a folder': () => mkdirSync(path),
  'a device': () => symlinkSync('/dev/zero', path),
  'a link to itself': () => symlinkSync(path, path),
  'a socket': () => new Promise<void>((resolve) => sockets.push(createServer().listen(path, resolve))),
}
const sockets: ReturnType<typeof createServer>[] = []

afterEach(() => {
  for (const socket of sockets.splice(0)) socket.close()
})

function errorOf(act: () => unknown): unknown {
  try {
    return act()
  } catch (error) {
    return error
  }
}

test.each(Object.keys(NO_FILES))('%s is neither read nor appended to, and makes room for a log', async (kind) => {
  await NO_FILES[kind]!()
  for (const act of [() => readFile(path), () => appendToFile(path, 'x')]) {
    expect(isDamagedFile(errorOf(act))).toBe(true)
  }
  closeSync(openLog(path))
  expect(readFileSync(path, 'utf8')).toMatch(
    /^".*file" was damaged \(.*file\.damaged-.*; remove it when you no longer need it\.\n$/,
  )
  expect(readdirSync(folder)).toHaveLength(2)
})

test.each(Object.keys(NO_FILES))('%s makes room for a file that is made anew', async (kind) => {
  await NO_FILES[kind]!()
  writeNewFile(path, 'new')
  expect(readFile(path).toString()).toBe('new')
})

test('a file that is too large, and no other, is damaged', () => {
  writeFileSync(path, '12345')
  expect(readFile(path, { maxBytes: 5 }).toString()).toBe('12345')
  expect(isDamagedFile(errorOf(() => readFile(path, { maxBytes: 4 })))).toBe(true)
  expect(isDamagedFile(errorOf(() => readFile(join(folder, 'none'))))).toBe(false)
})
