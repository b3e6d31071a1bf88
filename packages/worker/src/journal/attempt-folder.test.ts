import { appendFileSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { AttemptFolder } from './attempt-folder.ts'

const HANDLE = '4711 99 boot'

let parent: string
let folder: AttemptFolder

beforeEach(() => {
  parent = mkdtempSync(join(tmpdir(), 'aiflow-attempt-'))
  folder = new AttemptFolder(join(parent, 'a'))
  folder.create()
})

afterEach(() => rmSync(parent, { recursive: true }))

function appendToRun(text: string): void {
  appendFileSync(join(folder.path, 'run'), text)
}

test('of several claims one succeeds, and a tombstone is one of them', () => {
  expect(folder.claim(HANDLE)).toBe(true)
  expect(folder.claim('1 1 boot')).toBe(false)
  expect(folder.bury()).toBe(false)
  expect(folder.readClaim()).toEqual({ type: 'claimed', handle: HANDLE })
})

test('a tombstone refuses every claim', () => {
  expect(folder.bury()).toBe(true)
  expect(folder.claim(HANDLE)).toBe(false)
  expect(folder.readClaim()).toEqual({ type: 'tombstone' })
})

test('a claim without the end of its line does not count', () => {
  expect(folder.readClaim()).toEqual({ type: 'none' })
  appendToRun('4711 99')
  expect(folder.readClaim()).toEqual({ type: 'incomplete' })
})

test.each([
  ['exit 0\n', { type: 'success', output: null }],
  ['exit 3\n', { type: 'failed', reason: 'exit', exitCode: 3 }],
  ['exit 143\n', { type: 'failed', reason: 'signal', exitCode: 143, signal: 'SIGTERM' }],
  ['exit 255\n', { type: 'failed', reason: 'exit', exitCode: 255 }],
])('the outcome %j that a shim appends to its claim is understood', (line, outcome) => {
  folder.claim(HANDLE)
  expect([folder.readOutcome(), folder.outcomeAt()]).toEqual([null, null])
  appendToRun(line)
  expect(folder.readOutcome()).toMatchObject(outcome)
  expect(folder.readClaim().type).toBe('claimed')
})

test('an outcome without the end of its line does not count', () => {
  folder.claim(HANDLE)
  appendToRun('exit 1')
  expect(folder.readOutcome()).toBeNull()
})

test('the newest line of a kind counts, and one that was cut is passed over', () => {
  folder.writeStop({ reason: 'timeout' })
  appendFileSync(join(folder.path, 'journal'), '{"stop":{"rea')
  folder.writeFinished({ outcome: { type: 'neverStarted' }, startedAt: null, endedAt: 5, logEnd: null })
  expect(folder.readStop()).toEqual({ reason: 'timeout' })
  folder.writeStop({ reason: 'stop' })
  expect(folder.readStop()).toEqual({ reason: 'stop' })
  expect(folder.readFinished()?.endedAt).toBe(5)
})

test.each(['null\n', '7\n', '"text"\n', '\0\0\0\n', '{"finished":', '\0\0\0\0'])(
  'anything but a line of the journal, such as %j, is skipped',
  (garbage) => {
    folder.writeStop({ reason: 'stop' })
    appendFileSync(join(folder.path, 'journal'), garbage)
    expect(folder.readStop()).toEqual({ reason: 'stop' })
    folder.writeFinished({ outcome: { type: 'neverStarted' }, startedAt: null, endedAt: 5, logEnd: null })
    expect([folder.readStop(), folder.readFinished()?.endedAt]).toEqual([{ reason: 'stop' }, 5])
  },
)

test.each(['{"type":"suc', '\0\0\0', 'exit', '{"type":"success"\n'])(
  'an outcome that was cut at %j is passed over, and the whole one after it counts',
  (cut) => {
    folder.claim(HANDLE)
    appendToRun(cut)
    expect(folder.readOutcome()).toBeNull()
    folder.writeOutcome({ type: 'success', output: 42 })
    expect(folder.readOutcome()).toEqual({ type: 'success', output: 42 })
  },
)

test('a tombstone without its text refuses every claim as well', () => {
  writeFileSync(join(folder.path, 'run'), '')
  expect(folder.claim(HANDLE)).toBe(false)
  expect(folder.readClaim()).toEqual({ type: 'incomplete' })
})

const DEEP = '['.repeat(3000) + ']'.repeat(3000)

test('an end that no server takes is read as a failure that says so', () => {
  folder.claim(HANDLE)
  appendToRun(`{"type":"success","output":${DEEP}}\n`)
  const failure = { type: 'failed', retryable: false, message: expect.stringContaining('its output nests deeper than') }
  expect(folder.readOutcome()).toMatchObject(failure)
  const line = `{"finished":{"outcome":{"type":"success","output":${DEEP}},"startedAt":null,"endedAt":5,"logEnd":null}}`
  appendFileSync(join(folder.path, 'journal'), `\n${line}\n`)
  expect(folder.readFinished()).toMatchObject({ outcome: failure, endedAt: 5 })
})
