import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { AttemptSpec } from '@aiflow/sdk/internal/worker-protocol'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { ChildAttempt } from './child-attempt.ts'
import { ChildJournal } from './child-journal.ts'
import { Journal } from './journal.ts'

const DAY_MS = 24 * 60 * 60 * 1000
const SUCCESS = { type: 'success', output: 42 } as const

let home: string
let child: ChildJournal
const clock = { now: Date.now() }

beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), 'aiflow-settled-'))
  for (const name of ['attempts', 'settled', 'children/child']) mkdirSync(join(home, name), { recursive: true })
  clock.now = Date.now()
  child = new ChildJournal(join(home, 'children/child'), 'child')
  child.create()
})

afterEach(() => {
  child.close()
  rmSync(home, { recursive: true })
})

/** As a worker that has just started. */
function journal(): Journal {
  const [attempts, settled, children] = ['attempts', 'settled', 'children'].map((name) => join(home, name))
  return new Journal({ attempts: attempts!, settled: settled!, children: children!, now: () => clock.now })
}

function specOf(attemptId: string): AttemptSpec {
  return { attemptId, operator: { type: 'code' } } as AttemptSpec
}

function assign(worker: Journal, attemptId: string): ChildAttempt {
  const files = worker.files(specOf(attemptId))
  if (!(files instanceof ChildAttempt)) throw new Error('it is in a folder')
  files.assign(child, { storeId: 'store', spec: specOf(attemptId), childLog: { childId: 'child', start: 5 } })
  return files
}

function finish(worker: Journal, attemptId: string): void {
  const files = assign(worker, attemptId)
  files.claim('handle')
  files.writeFinished({ outcome: SUCCESS, startedAt: 1, endedAt: 2, logEnd: 9 })
}

const unsettled = (worker: Journal) => worker.unsettled().map(({ attemptId }) => attemptId)

test('what is settled is found with its part of the log and its end, also by the next worker, until its day is over', () => {
  const worker = journal()
  for (const attemptId of ['a', 'b', 'c']) finish(worker, attemptId)
  worker.settle('a')
  worker.settle('b')
  for (const each of [worker, journal()]) {
    expect([unsettled(each), each.isSettled('a'), each.isSettled('c')]).toEqual([['c'], true, false])
    expect(each.find('a')?.readFinished()).toMatchObject({ outcome: SUCCESS, logEnd: 9 })
    expect(each.find('a')?.readRecord()?.childLog).toEqual({ childId: 'child', start: 5 })
  }
  clock.now += 4 * DAY_MS
  worker.sweep(3)
  expect([journal().isSettled('a'), readdirSync(join(home, 'settled'))]).toEqual([false, []])
})

test('what is forgotten is no longer found, and everything else is', () => {
  const worker = journal()
  for (const attemptId of ['a', 'b', 'c']) finish(worker, attemptId)
  for (const attemptId of ['a', 'b']) worker.settle(attemptId)
  worker.forget(['a', 'c', 'unknown', '../x'])
  expect(['a', 'b', 'c'].map((attemptId) => journal().find(attemptId) !== null)).toEqual([false, true, true])
})

test('a journal whose attempts are settled is not read again, but serves to find them', () => {
  const worker = journal()
  for (const attemptId of ['a', 'b']) finish(worker, attemptId)
  worker.settle('a')
  child.close()
  worker.retireChild('child')
  expect(readdirSync(join(home, 'children/child'))).toEqual(['attempts'])
  worker.settle('b')
  expect(readdirSync(join(home, 'children/child'))).toEqual(['attempts.settled'])
  expect([unsettled(journal()), journal().find('a')?.readFinished()?.logEnd]).toEqual([[], 9])
})

test('a long journal is followed by another, is not read again once it is settled, and serves to find its attempts', () => {
  const worker = journal()
  const long = assign(worker, 'a')
  long.writeFinished({ outcome: { type: 'success', output: 'x'.repeat(2 ** 20) }, startedAt: 1, endedAt: 2, logEnd: 9 })
  expect(child.isFull).toBe(true)
  child = child.next()
  child.create()
  finish(worker, 'b')
  expect(unsettled(journal())).toEqual(['a', 'b'])
  worker.settle('a')
  worker.settle('b')
  expect(readdirSync(join(home, 'children/child')).sort()).toEqual(['attempts.2', 'attempts.settled'])
  for (const attemptId of ['a', 'b']) expect(journal().find(attemptId)?.readFinished()?.logEnd).toBe(9)
})

test('an attempt with a log of its own keeps that, and its end is found with it', () => {
  const worker = journal()
  finish(worker, 'a')
  const { folder } = worker.files(specOf('a'))
  mkdirSync(folder.path)
  for (const path of [folder.log, folder.tokenFile]) writeFileSync(path, 'text')
  worker.settle('a')
  const found = journal().find('a')
  expect(readdirSync(join(home, 'attempts'))).toEqual([])
  expect([found?.readFinished()?.logEnd, readFileSync(found?.folder.log ?? '', 'utf8')]).toEqual([9, 'text'])
  expect(readdirSync(found?.folder.path ?? '')).toEqual(['log'])
})

test('an attempt that its first child could not claim is withdrawn from it before a second child gets it', () => {
  const worker = journal()
  const files = assign(worker, 'a')
  const second = new ChildJournal(join(home, 'children/second'), 'second')
  files.assign(second, { storeId: 'store', spec: specOf('a'), childLog: { childId: 'second', start: 0 } })
  expect(files.claim('handle')).toBe(true)
  expect(journal().files(specOf('a')).readClaim()).toEqual({ type: 'claimed', handle: 'handle' })
  worker.settle('a')
  expect(unsettled(journal())).toEqual([])
  second.close()
})

test('a settled attempt is read from its own part of the journal alone', () => {
  const worker = journal()
  finish(worker, 'a')
  worker.settle('a')
  child.append('a', 'finished', { outcome: SUCCESS, startedAt: 1, endedAt: 999, logEnd: 999 })
  expect(worker.find('a')?.readFinished()?.logEnd).toBe(9)
})

test('an attempt that was withdrawn is nobody any more', () => {
  assign(journal(), 'a').withdraw()
  expect(unsettled(journal())).toEqual([])
})

test('where a journal has lost lines, an attempt that is not known may have begun, until that is settled', () => {
  writeFileSync(join(home, 'children/child/attempts'), '')
  const worker = journal()
  expect(worker.files(specOf('a')).readClaim()).toEqual({ type: 'incomplete' })
  worker.trustNewAttempts()
  expect(worker.files(specOf('b')).readClaim()).toEqual({ type: 'none' })
  expect(journal().files(specOf('c')).readClaim()).toEqual({ type: 'incomplete' })
})
