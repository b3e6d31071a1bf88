import { appendFileSync, lstatSync, mkdtempSync, renameSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { CachedLook } from './cached-look.ts'

const LATER_MS = 10_000

let folder: string
let path: string
let looks: number

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'aiflow-look-'))
  path = join(folder, 'file')
  looks = 0
})

afterEach(() => rmSync(folder, { recursive: true }))

function lookAt(file: string, now?: () => number): CachedLook<number> {
  return new CachedLook(
    file,
    () => {
      looks += 1
      return looks
    },
    now,
  )
}

const later = () => Date.now() + LATER_MS

/** Until its time has changed: a clock of a kernel may stand still for milliseconds. */
function change(file: string, once: () => void): void {
  const { ctimeNs } = lstatSync(file, { bigint: true })
  do once()
  while (lstatSync(file, { bigint: true }).ctimeNs === ctimeNs)
}

test('what has not changed is looked at once', () => {
  writeFileSync(path, 'x')
  const look = lookAt(path, later)
  expect([look.take(), look.take(), look.take()]).toEqual([1, 1, 1])
})

test.each<[string, () => void]>([
  ['written to', () => change(path, () => appendFileSync(path, 'x'))],
  [
    'replaced',
    () => {
      writeFileSync(`${path}.new`, 'x')
      renameSync(`${path}.new`, path)
    },
  ],
  ['removed', () => rmSync(path)],
])('a file that was %s is looked at again', (_, act) => {
  writeFileSync(path, 'x')
  const look = lookAt(path, later)
  look.take()
  act()
  expect(look.take()).toBe(2)
})

test('a folder that got an entry, or lost one, is looked at again', () => {
  const look = lookAt(folder, later)
  look.take()
  change(folder, () => writeFileSync(join(folder, String(Math.random())), 'x'))
  expect(look.take()).toBe(2)
})

test('what was changed just now, is missing, or is a link is looked at each time', () => {
  writeFileSync(path, 'x')
  symlinkSync(path, `${path}.link`)
  for (const look of [lookAt(path), lookAt(join(folder, 'none'), later), lookAt(`${path}.link`, later)]) {
    looks = 0
    look.take()
    expect(look.take()).toBe(2)
  }
})

test('a look that throws is not kept', () => {
  writeFileSync(path, 'x')
  const look = new CachedLook(
    path,
    () => {
      looks += 1
      if (looks === 1) throw new Error('no descriptor is left')
      return looks
    },
    later,
  )
  expect(() => look.take()).toThrow('no descriptor is left')
  expect([look.take(), look.take()]).toEqual([2, 2])
})
