import { existsSync, writeFileSync } from 'node:fs'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { ReadThreadStage } from '../../../testing/read-thread-stage.ts'
import { deadLetterRow } from '../../../testing/rows.ts'
import { countDeadLetters } from '../../reads/dead-letter-reads.ts'
import type { DeadLetterRow } from '../../rows.ts'
import { findReaderProgram } from './reader-program.ts'

const NEWEST = { beginOffset: 0, limit: 10, newestFirst: true }
const ENDED = 'the thread that reads the store ended and is restarted'

let stage: ReadThreadStage

beforeEach(async () => {
  stage = await ReadThreadStage.create()
  await stage.append({ key: 'k' })
})

afterEach(() => stage.remove())

function deadLetterRows(from: number, to: number): DeadLetterRow[] {
  return Array.from({ length: to - from + 1 }, (_, index) => deadLetterRow({ id: from + index }))
}

/** What the first thread does when it is first asked; the next ones run as they are written. */
function onFirstCall(code: string): string {
  const marker = JSON.stringify(`${stage.path}.seen`)
  return `
import { existsSync, writeFileSync } from 'node:fs'
import { parentPort } from 'node:worker_threads'
if (!existsSync(${marker})) {
  writeFileSync(${marker}, '')
  parentPort.once('message', () => { ${code} })
}`
}

test('where the thread dies, its calls are rejected, and the next one answers', async () => {
  const reads = stage.open({ program: stage.programThatFirst(onFirstCall('process.exit(7)')) })
  const both = await Promise.allSettled([reads.events.list(NEWEST), reads.deadLetters.count()])
  for (const { status, ...rest } of both) {
    expect(status).toBe('rejected')
    expect(rest).toMatchObject({ reason: { code: 'STORE_UNAVAILABLE', message: expect.stringContaining('code 7') } })
  }
  expect((await reads.events.list(NEWEST)).items).toHaveLength(1)
  expect(reads.fault).toBeNull()
  expect(stage.said).toEqual([ENDED, 'the store can be read again'])
})

test('a thread that cannot start is retried after a delay, and a fault is reported until it starts', async () => {
  const file = `${stage.path}.mjs`
  const reads = stage.open({ program: { ...findReaderProgram(), file } })
  await expect(reads.deadLetters.count()).rejects.toMatchObject({ code: 'STORE_UNAVAILABLE' })
  await expect.poll(() => reads.fault?.message).toContain('It will be restarted in 1 s.')
  const before = stage.said.length
  await expect(reads.deadLetters.count()).rejects.toMatchObject({ code: 'STORE_UNAVAILABLE' })
  expect(stage.said.length).toBe(before)
  expect(reads.fault).toMatchObject({ code: 'STORE_UNAVAILABLE', since: 1 })
  expect(await reads.events.find(1)).toMatchObject({ key: 'k' })
  writeFileSync(file, `await import(${JSON.stringify(findReaderProgram().file)})`)
  await expect.poll(() => reads.fault, { timeout: 30_000 }).toBeNull()
  expect(await reads.deadLetters.count()).toBe(0)
})

test('a thread that the system refuses to make fails like one that dies', async () => {
  const reads = stage.open({ program: { ...findReaderProgram(), nodeArguments: ['--unknown-option'] } })
  await expect(reads.deadLetters.count()).rejects.toMatchObject({ code: 'STORE_UNAVAILABLE' })
  await expect(reads.events.find(1)).resolves.toMatchObject({ key: 'k' })
})

test('a few dead letters are counted without a thread, and many with one', async () => {
  const reads = stage.open({ program: { ...findReaderProgram(), nodeArguments: ['--unknown-option'] } })
  const added = (from: number, to: number) => ({ added: deadLetterRows(from, to) })
  await stage.commit({ deadLetters: added(1, 1000) })
  expect(await countDeadLetters(reads.deadLetters)).toBe(1000)
  await stage.commit({ deadLetters: added(1001, 1001) })
  await expect(countDeadLetters(reads.deadLetters)).rejects.toMatchObject({ code: 'STORE_UNAVAILABLE' })
  expect(await countDeadLetters(stage.open().deadLetters)).toBe(1001)
})

test('a thread of another version is refused', async () => {
  const code = "(await import('node:worker_threads')).workerData.version = '9.9.9'"
  const reads = stage.open({ program: stage.programThatFirst(code) })
  await expect(reads.deadLetters.count()).rejects.toMatchObject({
    message: expect.stringContaining('while the server of 9.9.9 runs: restart it'),
  })
})

test('a read that never ends is ended, and what is asked meanwhile is answered by the next thread', async () => {
  const program = stage.programThatFirst(onFirstCall('for (;;) {}'))
  const reads = stage.open({ program, longestReadMs: 5000 })
  await expect(reads.events.list(NEWEST)).rejects.toMatchObject({
    code: 'TIMEOUT',
    message: expect.stringContaining('longer than 5 seconds'),
    details: { limitMs: 5000, read: 'events.list' },
  })
  const patient = stage.open()
  expect(await patient.deadLetters.count()).toBe(0)
  expect((await reads.events.list(NEWEST)).items).toHaveLength(1)
  expect(reads.fault).toBeNull()
  expect(stage.said).toEqual(['a read of the store took too long, so its thread is ended'])
})

test('beyond a thousand that wait, reads are refused; all others are answered', async () => {
  const reads = stage.open()
  const answers = await Promise.allSettled(Array.from({ length: 1020 }, () => reads.deadLetters.count()))
  const refused = answers.filter(({ status }) => status === 'rejected')
  expect(refused).toHaveLength(4)
  for (const answer of refused) expect(answer).toMatchObject({ reason: { code: 'RATE_LIMITED' } })
})

test('closing in the middle of a read rejects it, and leaves one file', async () => {
  const program = stage.programThatFirst(onFirstCall('for (;;) {}'))
  const reads = stage.open({ program })
  const asked = [reads.events.list(NEWEST), reads.events.count({ beginOffset: 0 })]
  const rejected = Promise.allSettled(asked)
  await expect.poll(() => existsSync(`${stage.path}.seen`)).toBe(true)
  await reads.close()
  for (const answer of await rejected) expect(answer).toMatchObject({ reason: { code: 'SERVER_UNAVAILABLE' } })
  await expect(reads.deadLetters.count()).rejects.toMatchObject({ code: 'SERVER_UNAVAILABLE' })
  await stage.scheduler.close()
  expect(existsSync(`${stage.path}-wal`)).toBe(false)
})

test('a thread at rest ends by itself when it is closed', async () => {
  const marker = `${stage.path}.ended`
  // A thread that is terminated runs no such listener.
  const code = `import { writeFileSync } from 'node:fs'
process.on('exit', () => writeFileSync(${JSON.stringify(marker)}, ''))`
  const reads = stage.open({ program: stage.programThatFirst(code) })
  expect(await reads.deadLetters.count()).toBe(0)
  await reads.close()
  expect(existsSync(marker)).toBe(true)
})
