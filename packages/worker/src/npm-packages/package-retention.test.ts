import { mkdirSync, mkdtempSync, readdirSync, rmSync, symlinkSync, utimesSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { MARKER } from './make-environment.ts'
import { PackageRetention } from './package-retention.ts'

const DAY_MS = 24 * 60 * 60 * 1000
const NOW = 100 * DAY_MS

let home: string
let used: ReadonlySet<string>
let making: string

beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), 'aiflow-retention-'))
  used = new Set()
  making = ''
})
afterEach(() => rmSync(home, { recursive: true }))

/** `idleDays` is null for one that is half made. */
function environment(name: string, idleDays: number | null): string {
  const folder = join(home, 'packages', name)
  mkdirSync(join(folder, 'node_modules'), { recursive: true })
  if (idleDays === null) return folder
  writeFileSync(join(folder, MARKER), '')
  const seconds = (NOW - idleDays * DAY_MS) / 1000
  utimesSync(join(folder, MARKER), seconds, seconds)
  return folder
}

async function leftAfterSweep(): Promise<string[]> {
  const retention = new PackageRetention({
    folder: join(home, 'packages'),
    snapshots: join(home, 'snapshots'),
    snapshotsInUse: () => used,
    isBeingMade: (folder) => folder === making,
    now: () => NOW,
    warn: (error) => {
      throw error
    },
  })
  await retention.sweep()
  return readdirSync(join(home, 'packages')).sort()
}

test('an environment that nothing has used for 14 days goes, with its log', async () => {
  environment('new.1', 13)
  environment('old.1', 15)
  writeFileSync(join(home, 'packages/old.log'), '')
  utimesSync(join(home, 'packages/old.log'), 1, 1)
  expect(await leftAfterSweep()).toEqual(['new.1'])
})

test('one that a task may use stays, however old it is', async () => {
  const folder = environment('old.1', 40)
  mkdirSync(join(home, 'snapshots/abc'), { recursive: true })
  symlinkSync(join(folder, 'node_modules'), join(home, 'snapshots/abc/node_modules'))
  used = new Set(['abc', 'without-packages'])
  expect(await leftAfterSweep()).toEqual(['old.1'])
})

test('a half made one goes, unless it is being made', async () => {
  environment('left.1', null)
  making = environment('now.1', null)
  expect(await leftAfterSweep()).toEqual(['now.1'])
})

test('of more than 30, those go that were not used for longest, but none that was used today', async () => {
  for (let count = 1; count <= 32; count += 1) environment(`new-${count}.1`, 0.5)
  environment('a.1', 2)
  expect(await leftAfterSweep()).toHaveLength(32)
  for (let count = 1; count <= 32; count += 1) environment(`new-${count}.1`, 2 + count / 10)
  expect(await leftAfterSweep()).toHaveLength(30)
})

test('nothing is done where there are no environments', async () => {
  mkdirSync(join(home, 'packages'))
  expect(await leftAfterSweep()).toEqual([])
})
