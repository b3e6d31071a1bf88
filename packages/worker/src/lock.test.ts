import { mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { HomeLock } from './lock.ts'
import { thisMachine } from './machine/this-machine.ts'

const table = thisMachine()

let folder: string
let path: string

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'aiflow-lock-'))
  path = join(folder, 'lock')
})

afterEach(() => rmSync(folder, { recursive: true }))

/** The lock of a worker that has not looked at the file for a while. */
function isAlone(): boolean {
  return new HomeLock(path, table).isAlone()
}

test('a worker is alone unless the file names another process that runs', () => {
  expect(isAlone()).toBe(true)
  new HomeLock(path, table).acquire()
  expect(isAlone()).toBe(true)
  writeFileSync(path, 'garbage')
  expect(isAlone()).toBe(true)
  const other = table.find(process.ppid)
  writeFileSync(path, `${process.ppid} ${other?.startTime} ${table.bootId}\n`)
  expect(isAlone()).toBe(false)
  writeFileSync(path, `${process.ppid} ${other?.startTime} another-boot\n`)
  expect(isAlone()).toBe(true)
})

test('a worker whose lock cannot be looked at is alone', () => {
  path = join(folder, 'loop', 'lock')
  symlinkSync('loop', join(folder, 'loop'))
  expect(isAlone()).toBe(true)
})
