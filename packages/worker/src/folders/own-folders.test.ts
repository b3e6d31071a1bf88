import { chmodSync, mkdtempSync, readdirSync, rmSync, statSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { OwnFolders } from './own-folders.ts'

let root: string
let folders: OwnFolders

beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'aiflow-own-folders-'))
  folders = new OwnFolders(root)
})

afterEach(() => rmSync(root, { recursive: true }))

const inode = (attemptId: string) => statSync(folders.workOf(attemptId)).ino

test('folders that an attempt left as they were become those of a later one, which finds them as if they were new', () => {
  folders.create('first')
  const first = inode('first')
  expect(folders.removeEmpty('first')).toBe(true)
  folders.create('second')
  expect(inode('second')).toBe(first)
  expect(readdirSync(root)).toEqual(['second'])
  expect(readdirSync(folders.path('second')).sort()).toEqual(['artifacts', 'work'])
  for (const path of [folders.path('second'), folders.workOf('second'), folders.artifactsOf('second')])
    expect(statSync(path).mode & 0o7777).toBe(0o700)
})

test.each([
  ['a file', () => writeFileSync(join(folders.workOf('first'), 'file'), '')],
  ['a file beside them', () => writeFileSync(join(folders.path('first'), 'file'), '')],
])('folders with %s are not touched', (_what, leave) => {
  folders.create('first')
  leave()
  expect(folders.removeEmpty('first')).toBe(false)
  expect(readdirSync(root)).toEqual(['first'])
})

test('a folder that was opened to others, or replaced by a link, is given to no other attempt', () => {
  folders.create('first')
  chmodSync(folders.workOf('first'), 0o777)
  expect(folders.removeEmpty('first')).toBe(true)
  expect(readdirSync(root)).toEqual([])
  folders.create('second')
  rmSync(folders.artifactsOf('second'), { recursive: true })
  symlinkSync(tmpdir(), folders.artifactsOf('second'))
  expect(folders.removeEmpty('second')).toBe(false)
  expect(readdirSync(root)).toEqual(['second'])
})

test('what an earlier worker has left is used, unless somebody has put something into it', () => {
  folders.create('first')
  folders.create('second')
  for (const attemptId of ['first', 'second']) folders.removeEmpty(attemptId)
  writeFileSync(join(root, 'spare-1', 'work', 'file'), '')
  const later = new OwnFolders(root)
  for (const attemptId of ['third', 'fourth', 'fifth']) {
    later.create(attemptId)
    expect(readdirSync(later.workOf(attemptId))).toEqual([])
  }
  expect(readdirSync(root).sort()).toEqual(['fifth', 'fourth', 'spare-1', 'third'])
})

test('an attempt that is started again keeps what it has', () => {
  folders.create('first')
  folders.create('second')
  folders.removeEmpty('second')
  writeFileSync(join(folders.workOf('first'), 'file'), '')
  folders.create('first')
  expect(readdirSync(folders.workOf('first'))).toEqual(['file'])
})

test('a root that was removed is made again', () => {
  rmSync(root, { recursive: true })
  folders.create('first')
  expect(folders.removeEmpty('first')).toBe(true)
  rmSync(root, { recursive: true })
  folders.create('second')
  expect(readdirSync(folders.path('second')).sort()).toEqual(['artifacts', 'work'])
})
