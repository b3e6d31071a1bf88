import { mkdirSync, mkdtempSync, readdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Outcome } from '@aiflow/sdk/internal/worker-protocol'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { Journal } from '../journal/journal.ts'
import { FolderRetention } from './folder-retention.ts'
import { OwnFolders } from './own-folders.ts'

const DAY_MS = 24 * 60 * 60 * 1000
const MEBIBYTE = 1024 * 1024
const LOST = { type: 'lost', message: 'gone' } as const
const STOPPED = { type: 'stopped', message: null } as const
const SUCCESS = { type: 'success', output: null } as const
const FAILED = {
  type: 'failed',
  reason: 'exit',
  message: 'x',
  exitCode: 1,
  signal: null,
  retryable: true,
} as const satisfies Outcome

let home: string
let journal: Journal
let folders: OwnFolders
let retention: FolderRetention
const clock = { now: Date.now() }
const limits = { folderDays: 3, folderBytes: 100 * MEBIBYTE }

beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), 'aiflow-folders-'))
  for (const name of ['attempts', 'settled', 'children', 'folders']) mkdirSync(join(home, name))
  clock.now = Date.now()
  const now = () => clock.now
  const [attempts, settled, children] = ['attempts', 'settled', 'children'].map((name) => join(home, name))
  journal = new Journal({ attempts: attempts!, settled: settled!, children: children!, now })
  folders = new OwnFolders(join(home, 'folders'))
  const warn = (error: unknown) => expect.unreachable(String(error))
  retention = new FolderRetention({ folders, journal, limits: () => limits, now, warn })
})

afterEach(() => {
  retention.stop()
  rmSync(home, { recursive: true })
})

/** An attempt with a folder. `null` for a running one. */
function add(attemptId: string, outcome: Outcome | null, bytes = 10): void {
  const attempt = journal.folder(attemptId)
  attempt.create()
  if (outcome !== null) attempt.writeFinished({ outcome, startedAt: 1, endedAt: clock.now, logEnd: null })
  const path = folders.path(attemptId)
  mkdirSync(join(path, 'deep', 'read-only'), { recursive: true })
  writeFileSync(join(path, 'deep', 'read-only', 'file'), Buffer.alloc(bytes))
  symlinkSync(home, join(path, 'link'))
}

const left = () => readdirSync(folders.root).sort()

test('the folder of a success is removed, even if it has links; others are kept for some days', async () => {
  for (const [name, outcome] of Object.entries({ SUCCESS, FAILED, STOPPED, LOST, living: null })) add(name, outcome)
  retention.sweep()
  await vi.waitFor(() => expect(left()).toEqual(['FAILED', 'LOST', 'STOPPED', 'living']))
  journal.settle('FAILED')
  clock.now += 3 * DAY_MS
  retention.sweep()
  await vi.waitFor(() => expect(left()).toEqual(['living']))
})

test('a sweep leaves alone what is kept for later attempts', async () => {
  for (const attemptId of ['one', 'two']) folders.create(attemptId)
  for (const attemptId of ['one', 'two']) folders.removeEmpty(attemptId)
  clock.now += 30 * DAY_MS
  add('SUCCESS', SUCCESS)
  retention.sweep()
  await vi.waitFor(() => expect(left()).toEqual(['spare-1', 'spare-2']))
})

test('an empty folder is removed, and nothing in the target of a link', async () => {
  const target = join(home, 'target')
  for (const path of [folders.workOf('empty'), folders.artifactsOf('empty'), join(target, 'work')]) {
    mkdirSync(path, { recursive: true })
  }
  symlinkSync(target, folders.path('link'))
  for (const name of ['empty', 'link']) journal.folder(name).create()
  for (const name of ['empty', 'link']) {
    journal.folder(name).writeFinished({ outcome: SUCCESS, startedAt: 1, endedAt: clock.now, logEnd: null })
    retention.release(name)
  }
  await vi.waitFor(() => expect(left()).toEqual([]))
  expect(readdirSync(target)).toEqual(['work'])
})

test('the folder of an attempt that left no record is kept for its days too', async () => {
  mkdirSync(folders.path('unknown'))
  retention.sweep()
  clock.now += 2 * DAY_MS
  add('done', SUCCESS)
  retention.release('done')
  await vi.waitFor(() => expect(left()).toEqual(['unknown']))
  clock.now += 2 * DAY_MS
  retention.sweep()
  await vi.waitFor(() => expect(left()).toEqual([]))
})

test('the oldest go where those that are kept are too large together', async () => {
  for (const name of ['a', 'b', 'c', 'd']) {
    add(name, FAILED, 40 * MEBIBYTE)
    clock.now += 1000
    retention.release(name)
  }
  await vi.waitFor(() => expect(left()).toEqual(['c', 'd']))
})

test('the folder of an attempt that was deleted goes whatever became of it', async () => {
  add('a', FAILED)
  add('b', FAILED)
  retention.forget('a')
  await vi.waitFor(() => expect(left()).toEqual(['b']))
})
