import { readdirSync, rmSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { wait } from '@aiflow/sdk/internal/time'
import { DEFAULT_WORKER_LIMITS } from '@aiflow/sdk/internal/worker-protocol'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { AttemptFolder } from '../../src/journal/attempt-folder.ts'
import { bundle } from '../support/bundle.ts'
import { childJournals, cutAttempt } from '../support/journal-of.ts'
import { isAlive } from '../support/processes.ts'
import { codeSpec, sharedSpec } from '../support/specs.ts'
import { Stage } from '../support/stage.ts'
import { waitFor } from '../support/wait-for.ts'

const BUNDLE = bundle(`
  import { FunctionOperator, Workflow } from '@aiflow/sdk'
  import { EventEmitter } from 'node:events'
  import { setTimeout as wait } from 'node:timers/promises'
  const nobody = new EventEmitter()
  setInterval(() => nobody.emit('look'), 20).unref()
  export const flow = new Workflow({ name: 'flow' }, () => {
    const task = (name, run) => new FunctionOperator({ name, run, isolation: 'shared' })
    task('wait', ({ signal }) => new Promise((resolve, reject) => signal.addEventListener('abort', () => reject(signal.reason))))
    task('pid', () => process.pid)
    task('chat', ({ signal }) => { console.log('hello'); return new Promise((resolve, reject) => signal.addEventListener('abort', () => reject(signal.reason))) })
    task('uncaught', () => new Promise(() => setTimeout(() => { throw new Error('out of reach') }, 1)))
    task('linger', async () => { await wait(1000); return process.pid })
    task('block', async () => { await wait(50); const end = Date.now() + 120000; while (Date.now() < end); })
    task('hoard', async () => { const all = []; for (;;) { all.push(Array.from({ length: 100000 }, (_, n) => ({ n }))); await wait(1) } })
    task('report', async ({ reportAlive }) => { for (let n = 0; n < 30; n += 1) { reportAlive(); await wait(100) } return 'alive' })
    task('silent', ({ signal }) => new Promise((resolve, reject) => signal.addEventListener('abort', () => reject(signal.reason))))
    task('continue', ({ handle }) => handle.get())
    task('break', () => { nobody.once('look', () => { throw new Error('of nobody') }) })
  })
`)

let stage: Stage

beforeEach(async () => {
  stage = await Stage.create(BUNDLE)
})

afterEach(() => stage.end())

function start(taskName: string, changes: Parameters<typeof sharedSpec>[1] = {}): string {
  const spec = sharedSpec(taskName, changes)
  stage.far.start1(spec)
  return spec.attemptId
}

const endOf = async (attemptId: string) => (await stage.far.report(attemptId, 'finished')).outcome
const pidOf = async (attemptId: string) => (await stage.far.report(attemptId, 'running')).pid ?? 0

function lost(how: string) {
  return { type: 'lost', message: `The process that the task shared with others ${how}.`, shared: true }
}

test('a process whose event loop is blocked is ended after a while, with all its tasks', async () => {
  await stage.worker()
  const wait = start('wait')
  const pid = await pidOf(wait)
  const block = start('block')
  const how = 'was ended because one of its tasks blocked the event loop for 30 s'
  await waitFor(() => (isAlive(pid) ? null : true), 'the end of the process', 60_000)
  expect([await endOf(wait), await endOf(block)]).toEqual([lost(how), lost(how)])
}, 90_000)

test('a process that is blocked while its worker is replaced is ended as well', async () => {
  const first = await stage.process()
  const block = start('block')
  const pid = await pidOf(block)
  await wait(200)
  await first.kill()
  await stage.worker()
  await waitFor(() => (isAlive(pid) ? null : true), 'the end of the process', 60_000)
  expect(await endOf(block)).toEqual(lost('was ended because one of its tasks blocked the event loop for 30 s'))
}, 90_000)

test('a task that blocks the event loop ends with its time, and the others are lost because of it', async () => {
  await stage.worker()
  const wait = start('wait')
  await pidOf(wait)
  const block = start('block', { timeoutSeconds: 1, graceSeconds: 1 })
  expect(await endOf(block)).toMatchObject({ type: 'failed', reason: 'timeout' })
  expect(await endOf(wait)).toEqual(lost('was ended because the task "block" did not stop'))
})

test('a task that does not report that it is alive fails alone', async () => {
  await stage.worker()
  const [report, silent] = [start('report', { livenessSeconds: 2 }), start('silent', { livenessSeconds: 2 })]
  expect(await endOf(silent)).toMatchObject({ type: 'failed', reason: 'unresponsive' })
  expect(await endOf(report)).toEqual({ type: 'success', output: 'alive' })
})

test('a task gets the handle of an earlier attempt', async () => {
  await stage.worker()
  expect(await endOf(start('continue', { handle: { job: 7 } }))).toEqual({ type: 'success', output: { job: 7 } })
})

test('tasks beyond the places of a process have another one', async () => {
  await stage.worker()
  const all = Array.from({ length: 258 }, () => start('wait'))
  const pids = await Promise.all(all.map(pidOf))
  const counts = [...new Set(pids)].map((pid) => pids.filter((each) => each === pid).length)
  expect(counts.sort((a, b) => a - b)).toEqual([2, 256])
}, 120_000)

test('a process that runs out of memory says so to all its tasks', async () => {
  await stage.worker({ limits: { ...DEFAULT_WORKER_LIMITS, taskHeapBytes: 64 * 1024 * 1024 } })
  const wait = start('wait')
  await pidOf(wait)
  const hoard = start('hoard')
  expect([await endOf(wait), await endOf(hoard)]).toEqual(Array(2).fill(lost('ran out of memory (limit 64 MiB)')))
})

test('after an error of nobody the tasks have some time to finish', async () => {
  await stage.worker()
  const [linger, wait] = [start('linger'), start('wait')]
  const pid = await pidOf(wait)
  await endOf(start('break'))
  expect(await endOf(linger)).toEqual({ type: 'success', output: pid })
  const how = 'was ended after an uncaught error that belongs to none of its tasks: Error: of nobody'
  expect(await endOf(wait)).toMatchObject({ type: 'lost', message: expect.stringContaining(how) })
  expect(await stage.far.log(wait)).toBe('')
})

test('a task whose files are gone is found by the next worker, not started again', async () => {
  const first = await stage.process()
  const [wait, other] = [start('wait'), start('wait')]
  const [pid] = await Promise.all([pidOf(wait), pidOf(other)])
  await first.kill()
  cutAttempt(stage.home, wait)
  await stage.worker()
  await stage.far.until(() => stage.far.reportsOf(wait).filter(({ type }) => type === 'running').length === 2)
  expect(stage.far.reportsOf(wait)).toMatchObject([{ pid }, { pid }])
  stage.far.stop1(wait)
  expect(await endOf(wait)).toMatchObject({ type: 'stopped' })
  expect(isAlive(pid ?? 0)).toBe(true)
  expect(stage.far.reportsOf(other).filter(({ type }) => type === 'finished')).toEqual([])
})

test('a worker without the records of its attempts ends one of them alone', async () => {
  const first = await stage.process()
  const [wait, other] = [start('wait'), start('wait')]
  const [pid] = await Promise.all([pidOf(wait), pidOf(other)])
  await first.kill()
  cutAttempt(stage.home, wait)
  stage.far.wanted.splice(0, 1)
  await stage.worker()
  expect((await stage.far.message('hello', ({ found }) => (found?.length ?? 0) > 0)).found).toEqual([wait])
  stage.far.send({ type: 'stop', attemptIds: [wait] })
  expect(await endOf(wait)).toMatchObject({ type: 'stopped' })
  expect(isAlive(pid ?? 0)).toBe(true)
})

test('tasks of several processes without their records are each stopped in their own', async () => {
  const first = await stage.process()
  const [one, neighbour] = [start('wait'), start('wait')]
  await pidOf(neighbour)
  await endOf(start('uncaught'))
  const other = start('wait')
  const pids = [await pidOf(one), await pidOf(other)]
  expect(pids[0]).not.toBe(pids[1])
  await first.kill()
  for (const path of childJournals(stage.home)) rmSync(path)
  await stage.worker()
  for (const id of [other, one]) {
    stage.far.stop1(id)
    expect(await endOf(id)).toEqual({ type: 'stopped', message: null })
  }
  expect(stage.far.reportsOf(neighbour).filter(({ type }) => type === 'finished')).toEqual([])
  expect(isAlive(pids[0] ?? 0)).toBe(true)
})

test('a process goes on with another journal when one is long, and the next worker adopts a task from the first', async () => {
  const first = await stage.process()
  const wait = start('wait')
  const pid = await pidOf(wait)
  const parameters = { text: 'x'.repeat(200_000) }
  for (let number = 0; number < 8; number += 1) {
    expect(await endOf(start('pid', { parameters }))).toEqual({ type: 'success', output: pid })
  }
  const names = () => childJournals(stage.home).map((path) => readdirSync(dirname(path)))
  expect(names().flat()).toEqual(expect.arrayContaining(['attempts', 'attempts.2']))
  const late = start('linger')
  await pidOf(late)
  await first.kill()
  await stage.worker()
  expect(await endOf(late)).toEqual({ type: 'success', output: pid })
  stage.far.stop1(wait)
  expect(await endOf(wait)).toEqual({ type: 'stopped', message: null })
  await stage.far.until(() => names().length === 0)
})

test('tasks that a worker of an earlier version left in folders are started there, or adopted from there', async () => {
  const spec = sharedSpec('chat')
  const folder = new AttemptFolder(join(stage.home, 'worker/attempts', spec.attemptId))
  folder.writeRecord({ storeId: stage.far.storeId, spec, childLog: null })
  stage.far.wanted.push({ spec, stop: false })
  const first = await stage.process()
  const pid = await pidOf(spec.attemptId)
  expect([folder.readClaim().type, folder.readRecord()?.childLog?.start]).toEqual(['claimed', null])
  await first.kill()
  await stage.worker()
  stage.far.stop1(spec.attemptId)
  expect(await endOf(spec.attemptId)).toEqual({ type: 'stopped', message: null })
  expect(await stage.far.log(spec.attemptId)).toBe('hello\n')
  await waitFor(() => (isAlive(pid) ? null : true), 'the end of the process')
})

test('while four worn processes of a snapshot have tasks, its next tasks wait', async () => {
  await stage.worker()
  const waiting: string[] = []
  for (let number = 0; number < 4; number += 1) {
    waiting.push(start('wait'))
    await pidOf(waiting.at(-1) ?? '')
    await endOf(start('uncaught'))
  }
  const late = start('pid')
  // It has a process of its own, which takes as long to start as one for `late` would take.
  const other = codeSpec('pid')
  stage.far.start1(other)
  await endOf(other.attemptId)
  expect(stage.far.reportsOf(late)).toEqual([])
  const pids = await Promise.all(waiting.map(pidOf))
  stage.far.stop1(waiting[2] ?? '')
  expect(await endOf(late)).toMatchObject({ type: 'success' })
  expect([new Set(pids).size, pids.filter(isAlive).length]).toEqual([4, 3])
})
