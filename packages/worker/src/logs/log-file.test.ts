import { closeSync, mkdtempSync, openSync, readdirSync, rmSync, writeSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { LogFile } from './log-file.ts'

const LIMITS = { maxBytes: 10, keep: 2 }

let folder: string
let fd: number
let log: LogFile

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'aiflow-log-'))
  fd = openSync(join(folder, 'log'), 'a')
  log = new LogFile(join(folder, 'log'))
})

afterEach(() => {
  closeSync(fd)
  rmSync(folder, { recursive: true })
})

function write(text: string): void {
  writeSync(fd, text)
}

test('a log within its limit is left alone', () => {
  write('0123456789')
  log.rotate(LIMITS)
  expect(readdirSync(folder)).toEqual(['log'])
})

test('offsets go on over rotations while the same descriptor writes', () => {
  write('first part, ')
  log.rotate(LIMITS)
  write('second part, ')
  log.rotate(LIMITS)
  write('third')
  expect(log.end()).toBe(30)
  expect(String(log.read(6, 100).data)).toBe('part, ')
  expect(String(log.read(12, 100).data)).toBe('second part, ')
  expect(log.read(27, 100)).toEqual({ offset: 27, data: Buffer.from('ird') })
})

test('the oldest parts are dropped, and reading goes on where the kept ones begin', () => {
  for (const text of ['aaaaaaaaaaaa', 'bbbbbbbbbbbb', 'cccccccccccc', 'dddddddddddd']) {
    write(text)
    log.rotate(LIMITS)
  }
  expect(readdirSync(folder).sort()).toEqual(['log', 'log.24', 'log.36'])
  expect(log.read(0, 3)).toEqual({ offset: 24, data: Buffer.from('ccc') })
  expect(log.begin()).toBe(24)
})

test('there is nothing to read at the end', () => {
  write('abc')
  expect(log.read(3, 10)).toEqual({ offset: 3, data: Buffer.alloc(0) })
})
