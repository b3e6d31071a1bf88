import { spawnSync } from 'node:child_process'
import {
  closeSync,
  existsSync,
  fstatSync,
  mkdtempSync,
  openSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { AppendedFile } from './appended-file.ts'

let folder: string
let path: string
let file: AppendedFile

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'aiflow-appended-'))
  path = join(folder, 'file')
  file = new AppendedFile(path, 'beginning\n')
})

afterEach(() => {
  file.close()
  rmSync(folder, { recursive: true })
})

const read = (name: string) => readFileSync(join(folder, name), 'utf8')

/** The number of the only descriptor of the file. */
function descriptorOf(name: string): number {
  const { ino } = statSync(join(folder, name))
  return Array.from({ length: 1024 }, (_, fd) => fd).find((fd) => inodeOf(fd) === ino) ?? -1
}

function inodeOf(fd: number): number | null {
  try {
    return fstatSync(fd).ino
  } catch {
    return null
  }
}

test('what `create` makes begins with the beginning, and is left alone if it exists', () => {
  file.create()
  file.append('text\n')
  file.create()
  expect(read('file')).toBe('beginning\ntext\n')
  expect(readdirSync(folder)).toEqual(['file'])
})

test('a file whose beginning cannot be written is not created', () => {
  const module = new URL('appended-file.ts', import.meta.url).href
  const program = `const { AppendedFile } = await import('${module}'); new AppendedFile('${path}', 'beginning').create()`
  const node = [process.execPath, '--conditions=source', '--input-type=module', '-e', program]
  const { stderr } = spawnSync('sh', ['-c', 'ulimit -f 0 && exec "$0" "$@"', ...node], { encoding: 'utf8' })
  expect(stderr).toContain('EFBIG')
  expect(existsSync(path)).toBe(false)
})

test('a file that was removed is followed by one without the beginning', () => {
  file.create()
  rmSync(path)
  file.append('text\n')
  expect(read('file')).toBe('text\n')
})

test('a descriptor that other code has closed, and has got for a file of its own, is neither used nor closed', () => {
  file.create()
  const number = descriptorOf('file')
  closeSync(number)
  const foreign = openSync(join(folder, 'foreign'), 'w+')
  expect(foreign).toBe(number)
  file.append('text\n')
  expect(file.readFrom(0).toString()).toBe('beginning\ntext\n')
  file.close()
  expect([read('file'), read('foreign')]).toEqual(['beginning\ntext\n', ''])
  closeSync(foreign)
})

test('a descriptor that other code has closed is replaced', () => {
  file.create()
  closeSync(descriptorOf('file'))
  file.append('text\n')
  expect(read('file')).toBe('beginning\ntext\n')
  closeSync(descriptorOf('file'))
  file.close()
})
