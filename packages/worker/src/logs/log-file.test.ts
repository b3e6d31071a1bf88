import { closeSync, mkdtempSync, openSync, readdirSync, rmSync, writeFileSync, writeSync } from 'node:fs'
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
  write('first part,')
  log.rotate({ ...LIMITS, maxBytes: 5 })
  write(' second part, ')
  log.rotate({ ...LIMITS, maxBytes: 13 })
  write('third')
  expect(log.end()).toBe(30)
  expect(String(log.read(6, 4).data)).toBe('part')
  expect(String(log.read(12, 100).data)).toBe('second part, third')
  expect(log.read(27, 100)).toEqual({ offset: 27, data: Buffer.from('ird') })
})

test('of a log that is too long only the end is kept, and reading continues after the gap', () => {
  write('01234')
  log.rotate({ ...LIMITS, maxBytes: 4 })
  write('56789abcdefghij')
  log.rotate(LIMITS)
  expect(readdirSync(folder).sort()).toEqual(['log', 'log.1-5', 'log.10-20'])
  expect(log.read(0, 100)).toEqual({ offset: 1, data: Buffer.from('1234') })
  expect(log.read(5, 100)).toEqual({ offset: 10, data: Buffer.from('abcdefghij') })
})

test('the oldest parts are dropped, and reading continues at the first part that is kept', () => {
  for (const text of ['aaaaaaaaaaa', 'bbbbbbbbbbb', 'ccccccccccc', 'ddddddddddd']) {
    write(text)
    log.rotate(LIMITS)
  }
  expect(readdirSync(folder).sort()).toEqual(['log', 'log.23-33', 'log.34-44'])
  expect(log.read(0, 3)).toEqual({ offset: 23, data: Buffer.from('ccc') })
  expect(log.begin()).toBe(23)
})

test('of a flood the last end is kept, beside what was rotated before, and no offset is used again', () => {
  write('01234567890123456789')
  log.rotate({ maxBytes: 16, keep: 2 })
  for (const text of ['flood 1', 'flood 2']) {
    write(text)
    log.shorten({ maxBytes: 16, keep: 2 })
  }
  write('end')
  expect(readdirSync(folder).sort()).toEqual(['log', 'log.30-34', 'log.4-20'])
  expect(log.read(20, 100)).toEqual({ offset: 30, data: Buffer.from('od 2end') })
  expect(log.end()).toBe(37)
})

test('parts of version 0.1.0 are read', () => {
  writeFileSync(join(folder, 'log.0'), '01234')
  writeFileSync(join(folder, 'log.5'), '56789')
  write('abc')
  expect(log.read(3, 100)).toEqual({ offset: 3, data: Buffer.from('3456789abc') })
  log.rotate({ maxBytes: 2, keep: 5 })
  expect(log.end()).toBe(13)
})

test('there is nothing to read at the end, nor without a file', () => {
  write('abc')
  expect(log.read(3, 10)).toEqual({ offset: 3, data: Buffer.alloc(0) })
  expect(new LogFile(join(folder, 'none')).read(0, 10)).toEqual({ offset: 0, data: Buffer.alloc(0) })
})
