import {
  appendFileSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  renameSync,
  rmSync,
  truncateSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { AttemptSpec } from '@aiflow/sdk/internal/worker-protocol'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { AttemptFolder } from './attempt-folder.ts'
import { ChildAttempt } from './child-attempt.ts'
import { ChildAttempts } from './child-attempts.ts'
import { ChildJournal } from './child-journal.ts'

const HANDLE = '4711 99 boot'
const ID = 'attempt'
const RECORD = {
  storeId: 'store',
  spec: { attemptId: ID } as AttemptSpec,
  childLog: { childId: 'child', start: 7 },
}
const SUCCESS = { type: 'success', output: 42 } as const

let home: string
let worker: ChildJournal
/** The same file, as the child has it. */
let child: ChildJournal
let attempt: ChildAttempt

beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), 'aiflow-child-attempt-'))
  mkdirSync(join(home, 'child'))
  worker = new ChildJournal(join(home, 'child'), 'child')
  child = new ChildJournal(join(home, 'child'), 'child')
  worker.create()
  attempt = new ChildAttempt({ folder: folder(), place: null, journalOf: () => worker })
})

afterEach(() => {
  for (const journal of [worker, child]) journal.close()
  rmSync(home, { recursive: true })
})

const folder = () => new AttemptFolder(join(home, 'attempts', ID))
const path = () => join(home, 'child', 'attempts')

/** The attempt as its child sees it, from the message about it. */
function inChild(): ChildAttempt {
  const from = attempt.place?.from ?? 0
  return new ChildAttempt({ folder: folder(), place: { journal: child, from }, journalOf: () => child })
}

test('the lines of worker and child are one account, of which the first claim and outcome count', () => {
  expect(attempt.assign(worker, RECORD)).toBe(true)
  expect([attempt.readClaim(), attempt.isUnclaimed()]).toEqual([{ type: 'none' }, true])
  expect(inChild().claim(HANDLE)).toBe(true)
  expect([attempt.readClaim(), attempt.isUnclaimed()]).toEqual([{ type: 'claimed', handle: HANDLE }, false])
  const { at } = inChild().writeOutcome(SUCCESS, { outsideGone: true })
  inChild().writeOutcome({ type: 'neverStarted' })
  attempt.writeStop({ reason: 'stop' })
  attempt.writeFinished({ outcome: SUCCESS, startedAt: 1, endedAt: 2, logEnd: 9 })
  for (const reader of [attempt, inChild()]) {
    expect([reader.readRecord(), reader.readOutcome()]).toEqual([RECORD, SUCCESS])
    expect([reader.outcomeAt(), reader.readOutsideGone()]).toEqual([at, true])
    expect([reader.readStop(), reader.readFinished()?.logEnd]).toEqual([{ reason: 'stop' }, 9])
  }
})

test('a tombstone refuses a claim that comes later, and a claim refuses a tombstone', () => {
  attempt.assign(worker, RECORD)
  expect([attempt.bury(), inChild().claim(HANDLE)]).toEqual([true, false])
  expect(attempt.readClaim()).toEqual({ type: 'tombstone' })
  const other = new ChildAttempt({ folder: folder(), place: null, journalOf: () => worker })
  attempt = other
  attempt.assign(worker, RECORD)
  expect([inChild().claim(HANDLE), attempt.bury(), attempt.withdraw()]).toEqual([true, false, false])
})

test('another child gets it once the first one can no longer claim it, and none after a tombstone', () => {
  attempt.assign(worker, RECORD)
  const first = inChild()
  const second = new ChildJournal(join(home, 'second'), 'second')
  expect(attempt.assign(second, { ...RECORD, childLog: { childId: 'second', start: 0 } })).toBe(true)
  expect([first.claim(HANDLE), attempt.readRecord()?.childLog?.childId]).toEqual([false, 'second'])
  expect([attempt.bury(), attempt.assign(worker, RECORD)]).toEqual([true, false])
  second.close()
})

test('a tombstone from before any child was chosen is in the folder, and no child gets the attempt', () => {
  attempt.writeRecord({ ...RECORD, childLog: null })
  expect([attempt.bury(), attempt.assign(worker, RECORD)]).toEqual([true, false])
  expect([folder().readClaim(), attempt.readClaim()]).toEqual([{ type: 'tombstone' }, { type: 'tombstone' }])
})

test.each(['cut off', '\0\0\0\0\0', '12345678 attempt claim {"handle":"x"}\n', '{"half":'])(
  'after %j, which is no whole line, it may have begun, and the next lines count',
  (garbage) => {
    attempt.assign(worker, RECORD)
    appendFileSync(path(), garbage)
    expect([attempt.readClaim(), attempt.isUnclaimed()]).toEqual([{ type: 'incomplete' }, false])
    expect(inChild().claim(HANDLE)).toBe(true)
    inChild().writeOutcome(SUCCESS)
    expect([attempt.readClaim().type, attempt.readOutcome()]).toEqual(['claimed', SUCCESS])
  },
)

test.each(['c', '12345678 ', '12345678 attempt', '12345678 attempt clai', '12345678 attempt claim {"handle":"4'])(
  'a line that was cut off at %j says that lines may be missing, also once another line has followed',
  (cut) => {
    attempt.assign(worker, RECORD)
    appendFileSync(path(), `\n${cut}`)
    expect([attempt.readClaim(), attempt.isUnclaimed()]).toEqual([{ type: 'incomplete' }, false])
    worker.append('other', 'settled', {})
    expect([attempt.readClaim(), attempt.isUnclaimed()]).toEqual([{ type: 'incomplete' }, false])
  },
)

test('a file that is removed, emptied or replaced takes the lines that follow', () => {
  const damages = [
    () => rmSync(path()),
    () => truncateSync(path()),
    () => {
      rmSync(path())
      mkdirSync(path())
    },
    () => rmSync(join(home, 'child'), { recursive: true }),
  ]
  for (const damage of damages) {
    attempt = new ChildAttempt({ folder: folder(), place: null, journalOf: () => worker })
    attempt.assign(worker, RECORD)
    damage()
    expect(attempt.isUnclaimed()).toBe(false)
    expect(inChild().claim(HANDLE)).toBe(true)
    inChild().writeOutcome(SUCCESS)
    expect([attempt.readClaim().type, attempt.readOutcome()]).toEqual(['claimed', SUCCESS])
  }
})

test('an outcome that cannot be written for the child is in the folder of the attempt', () => {
  attempt.assign(worker, RECORD)
  inChild().claim(HANDLE)
  rmSync(join(home, 'child'), { recursive: true })
  writeFileSync(join(home, 'child'), 'text')
  inChild().writeOutcome(SUCCESS)
  expect(attempt.readOutcome()).toEqual(SUCCESS)
})

test('a tombstone refuses a claim also where its file was retired before', () => {
  attempt.assign(worker, RECORD)
  attempt.bury()
  attempt.writeSettled()
  renameSync(path(), `${path()}.settled`)
  expect(inChild().claim(HANDLE)).toBe(false)
})

test('of many attempts at once, each has its own lines, though each part of the file is read once', () => {
  const ids = Array.from({ length: 300 }, (_, index) => `a-${index}`)
  const places = ids.map((id) =>
    worker.append(id, 'assigned', { ...RECORD, spec: { attemptId: id, text: 'é'.repeat(99) } }),
  )
  const kinds = ids.map((id, index) => {
    child.append(id, index % 2 === 0 ? 'claim' : 'tombstone', {})
    return child.linesOf(id, places[index]!).lines.map(({ kind }) => kind)
  })
  expect(kinds.filter(([, kind]) => kind === 'claim')).toHaveLength(150)
  expect(new Set(kinds.map(([kind]) => kind))).toEqual(new Set(['assigned']))
  appendFileSync(path(), '\ncut off')
  expect(child.linesOf('a-7', places[7]!)).toMatchObject({ lines: [{}, {}], isSound: false })
  const later = worker.append('later', 'assigned', RECORD)
  expect([child.linesOf('later', later).isSound, child.linesOf('a-7', places[7]!).isSound]).toEqual([true, false])
})

test('lines of many attempts do not mix', () => {
  attempt.assign(worker, RECORD)
  child.append('other', 'claim', { handle: 'x' })
  child.append('other', 'outcome', { outcome: SUCCESS, outsideGone: false, at: 1 })
  expect([attempt.readClaim().type, attempt.readOutcome()]).toEqual(['none', null])
  expect(readFileSync(path(), 'utf8').split('\n').filter(Boolean)).toHaveLength(4)
})

test('an attempt that was found keeps an outcome that its child writes to another of its files, and so for the next worker', () => {
  const later = child.next()
  renameSync(path(), `${path()}.settled`)
  const files = new AttemptFolder(join(home, 'attempts', ID))
  const known = () => new ChildAttempts(home, () => files)
  const found = known().add(files)
  found.writeRecord({ ...RECORD, childLog: { childId: 'child', start: null } })
  expect([found.readClaim(), found.readOutcome()]).toEqual([{ type: 'incomplete' }, null])
  const place = { journal: later, from: 7000 }
  new ChildAttempt({ folder: folder(), place, journalOf: () => later }).writeOutcome(SUCCESS)
  later.close()
  for (const each of [found, known().get(ID)]) {
    expect([each?.readRecord()?.spec.attemptId, each?.readOutcome()]).toEqual([ID, SUCCESS])
  }
})

test('what was withdrawn in one file of a child says nothing about another file that was removed', () => {
  attempt.assign(worker, RECORD)
  const later = worker.next()
  attempt.assign(later, RECORD)
  rmSync(join(home, 'child', later.name))
  expect([attempt.isUnclaimed(), attempt.readClaim()]).toEqual([false, { type: 'incomplete' }])
  later.close()
})
