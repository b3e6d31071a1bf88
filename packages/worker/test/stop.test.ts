import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { bundle } from './support/bundle.ts'
import { isAlive, processesOf } from './support/processes.ts'
import { bashSpec, codeSpec } from './support/specs.ts'
import { Stage } from './support/stage.ts'
import { waitFor } from './support/wait-for.ts'

const BUNDLE = bundle(`
  import { FunctionOperator, AIFlowOperator, Workflow } from '@aiflow/sdk'
  const untilAborted = (signal) => new Promise((resolve) => signal.addEventListener('abort', resolve))
  class Outside extends AIFlowOperator {
    start(context) { return untilAborted(context.signal) }
    stop() { console.log('stop was called') }
  }
  class Stubborn extends AIFlowOperator {
    start() { return new Promise(() => {}) }
    stop() { throw new Error('cannot stop') }
  }
  export const flow = new Workflow({ name: 'flow' }, () => {
    new FunctionOperator({ name: 'kind', run: async (context) => { await untilAborted(context.signal); return 'ignored' } })
    new FunctionOperator({ name: 'deaf', run: () => new Promise(() => {}) })
    new FunctionOperator({ name: 'moment', run: () => { for (const end = Date.now() + 300; Date.now() < end; ); } })
    new FunctionOperator({ name: 'busy', run: () => { for (;;); } })
    new Outside({ name: 'outside' })
    new Stubborn({ name: 'stubborn' })
  })
`)

let stage: Stage

beforeEach(async () => {
  stage = await Stage.create(BUNDLE)
})

afterEach(() => stage.end())

function phasesOf(attemptId: string): string[] {
  return stage.far.reportsOf(attemptId).flatMap((report) => (report.type === 'stopping' ? [report.phase] : []))
}

function logHas(attemptId: string, text: string): Promise<true> {
  return waitFor(async () => ((await stage.far.log(attemptId)).includes(text) ? true : null), `"${text}" in the log`)
}

test('a command is stopped by SIGTERM', async () => {
  await stage.worker()
  const spec = bashSpec('echo ready; exec sleep 1000')
  stage.far.start1(spec)
  await logHas(spec.attemptId, 'ready')
  stage.far.stop1(spec.attemptId)
  const { outcome } = await stage.far.report(spec.attemptId, 'finished')
  expect(outcome).toEqual({ type: 'stopped', message: null })
  expect(phasesOf(spec.attemptId)).toEqual(['terminate'])
})

test('a command that ends well on SIGTERM counts as stopped', async () => {
  await stage.worker()
  const spec = bashSpec('trap "exit 0" TERM; echo ready; while true; do sleep 0.01; done')
  stage.far.start1(spec)
  await logHas(spec.attemptId, 'ready')
  stage.far.stop1(spec.attemptId)
  expect((await stage.far.report(spec.attemptId, 'finished')).outcome.type).toBe('stopped')
})

test('a command that ignores SIGTERM is killed after its grace', async () => {
  await stage.worker()
  const spec = bashSpec('trap "" TERM; echo ready; while true; do sleep 0.01; done', { graceSeconds: 0.2 })
  stage.far.start1(spec)
  await logHas(spec.attemptId, 'ready')
  stage.far.stop1(spec.attemptId)
  expect((await stage.far.report(spec.attemptId, 'finished')).outcome.type).toBe('stopped')
  expect(phasesOf(spec.attemptId)).toEqual(['terminate', 'kill'])
  expect(processesOf(spec.attemptId)).toEqual([])
})

test('a daemon that left the group of its command is stopped with it', async () => {
  await stage.worker()
  const pidFile = join(stage.home, 'daemon')
  const spec = bashSpec(
    `setsid bash -c 'trap "" TERM; echo $$ > ${pidFile}; while true; do sleep 0.01; done' & echo ready; wait`,
    { graceSeconds: 0.2 },
  )
  stage.far.start1(spec)
  const pid = await waitFor(() => (existsSync(pidFile) && Number(readFileSync(pidFile, 'utf8'))) || null, 'the daemon')
  stage.far.stop1(spec.attemptId)
  expect((await stage.far.report(spec.attemptId, 'finished')).outcome.type).toBe('stopped')
  expect(isAlive(pid)).toBe(false)
})

test('what a command leaves in its group is ended before it is reported as finished', async () => {
  await stage.worker()
  const spec = bashSpec('sleep 1000 & echo $!; exit 0')
  stage.far.start1(spec)
  expect((await stage.far.report(spec.attemptId, 'finished')).outcome).toEqual({ type: 'success', output: null })
  expect(isAlive(Number((await stage.far.log(spec.attemptId)).trim()))).toBe(false)
  expect(phasesOf(spec.attemptId)).toEqual([])
})

test('an attempt that runs longer than its limit fails with reason "timeout"', async () => {
  await stage.worker()
  const spec = bashSpec('exec sleep 1000', { timeoutSeconds: 0.2 })
  stage.far.start1(spec)
  const { outcome } = await stage.far.report(spec.attemptId, 'finished')
  expect(outcome).toMatchObject({ type: 'failed', reason: 'timeout', retryable: true })
})

test('an outcome before the first signal is the truth', async () => {
  await stage.worker()
  const spec = bashSpec('exit 4')
  stage.far.start1(spec)
  await stage.far.report(spec.attemptId, 'finished')
  stage.far.stop1(spec.attemptId)
  const finished = stage.far.reportsOf(spec.attemptId).filter((report) => report.type === 'finished')
  expect(finished).toMatchObject([{ outcome: { type: 'failed', exitCode: 4 } }])
})

test('a stop that comes before the start leaves a tombstone, so that the late start is refused', async () => {
  const spec = bashSpec('touch started')
  stage.far.wanted.push({ spec, stop: true })
  stage.far.acknowledges = false
  await stage.worker()
  expect((await stage.far.report(spec.attemptId, 'finished')).outcome).toEqual({ type: 'neverStarted' })
  stage.far.send({ type: 'start', specs: [spec] })
  const [worker] = stage.workers
  await worker!.stop()
  stage.far.wanted = [{ spec, stop: false }]
  stage.far.reports.length = 0
  await stage.worker()
  expect((await stage.far.report(spec.attemptId, 'finished')).outcome).toEqual({ type: 'neverStarted' })
})

test('a stop during the preparation of a start leaves nothing that could begin after the end was reported', async () => {
  const LARGE = Buffer.alloc(100_000).toString('base64')
  // A worker that has just begun looks through all that an earlier one has fetched.
  const files = Array.from({ length: 300 }, (_, index) => ({ path: `file-${index}`, contentBase64: LARGE }))
  stage.far.files.set(bashSpec('true').snapshotHash, files)
  const earlier = await stage.worker()
  const first = bashSpec('true')
  stage.far.start1(first)
  await stage.far.report(first.attemptId, 'finished')
  await earlier.stop()
  await stage.worker()
  const began = join(stage.home, 'began')
  const specs = Array.from({ length: 40 }, () => bashSpec(`echo "$AIFLOW_ATTEMPT_ID" >>${began}; sleep 60`))
  for (const spec of specs) {
    stage.far.start1(spec)
    stage.far.stop1(spec.attemptId)
  }
  const last = bashSpec('true')
  stage.far.start1(last)
  for (const { attemptId } of [...specs, last]) await stage.far.report(attemptId, 'finished')
  await stage.far.settled()
  const text = existsSync(began) ? readFileSync(began, 'utf8') : ''
  for (const { attemptId } of specs) {
    expect(processesOf(attemptId)).toEqual([])
    const { outcome } = await stage.far.report(attemptId, 'finished')
    expect(outcome.type === 'stopped' || !text.includes(attemptId)).toBe(true)
    expect(existsSync(join(stage.home, 'worker/attempts', attemptId))).toBe(false)
  }
})

test('code that was done before it heard of the stop is stopped without a signal', async () => {
  await stage.worker()
  const spec = codeSpec('moment')
  stage.far.start1(spec)
  await stage.far.report(spec.attemptId, 'running')
  stage.far.stop1(spec.attemptId)
  expect((await stage.far.report(spec.attemptId, 'finished')).outcome).toEqual({ type: 'stopped', message: null })
  expect(phasesOf(spec.attemptId)).toEqual(['stop'])
})

test('code is asked to stop by its signal', async () => {
  await stage.worker()
  const spec = codeSpec('kind')
  stage.far.start1(spec)
  await stage.far.report(spec.attemptId, 'running')
  stage.far.stop1(spec.attemptId)
  expect((await stage.far.report(spec.attemptId, 'finished')).outcome).toEqual({ type: 'stopped', message: null })
  expect(phasesOf(spec.attemptId)).toEqual(['stop'])
})

test('the stop of an operator is called', async () => {
  await stage.worker()
  const spec = codeSpec('outside')
  stage.far.start1(spec)
  await stage.far.report(spec.attemptId, 'running')
  stage.far.stop1(spec.attemptId)
  await stage.far.report(spec.attemptId, 'finished')
  expect(await stage.far.log(spec.attemptId)).toBe('stop was called\n')
})

test.each(['deaf', 'busy'])('code that does not listen (%s) is terminated after its limit', async (taskName) => {
  await stage.worker()
  const spec = codeSpec(taskName, { stopTimeoutSeconds: 0.2 })
  stage.far.start1(spec)
  await stage.far.report(spec.attemptId, 'running')
  stage.far.stop1(spec.attemptId)
  expect((await stage.far.report(spec.attemptId, 'finished')).outcome.type).toBe('stopped')
  expect(phasesOf(spec.attemptId)).toEqual(['stop', 'terminate'])
})

test('an operator whose stop throws is terminated at once, and the error is reported', async () => {
  await stage.worker()
  const spec = codeSpec('stubborn', { stopTimeoutSeconds: 1000 })
  stage.far.start1(spec)
  await stage.far.report(spec.attemptId, 'running')
  stage.far.stop1(spec.attemptId)
  await stage.far.report(spec.attemptId, 'finished')
  expect(stage.far.reportsOf(spec.attemptId)).toContainEqual(
    expect.objectContaining({ type: 'stopping', phase: 'stop', error: 'Error: cannot stop' }),
  )
})
