import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { failure, onEvent, SchedulerHarness } from '../../src/testing/scheduler-harness.ts'

const HANDLE = { job: 'j-1' }
const RETRY = { retries: 1, retryDelaySeconds: 10, retryJitter: 0, retriesOnLost: 0 }
const LOST = { type: 'lost', message: 'the machine was switched off' } as const

let harness: SchedulerHarness
let id: number

beforeEach(async () => {
  harness = await SchedulerHarness.create()
})

afterEach(() => harness.dispose())

function code(name: string, more: Record<string, unknown> = {}): Record<string, unknown> {
  return { name, operator: { type: 'code', className: 'Job', ownStop: true }, ...more }
}

async function begin(more: Record<string, unknown> = {}): Promise<void> {
  await harness.upload({ tasks: [code('a', more)] })
  id = await harness.start()
  await harness.running('a')
  await setHandle()
}

async function setHandle(): Promise<void> {
  const { attemptId } = harness.worker.attemptOf('a')
  await harness.control({ type: 'setHandle', workflowExecutionId: id, attemptId, handle: HANDLE })
}

const find = (sequenceNumber = 1) => harness.reads.tasks.find({ workflowExecutionId: id, task: 'a', sequenceNumber })

const act = (action: 'START' | 'STOP' | 'RESTART') =>
  harness.control({ type: 'taskAction', workflowExecutionId: id, task: 'a', action })

const confirm = () => harness.finished('a', { type: 'success', output: null })

test('work outside of an attempt that failed for good is stopped, and then the task has failed', async () => {
  await begin()
  const first = harness.worker.attemptOf('a').attemptId
  await harness.finished('a', failure())
  expect(await find()).toMatchObject({ status: 'STOPPING', stopPhase: 'outside', handle: HANDLE })
  const stopping = harness.worker.attemptOf('a')
  expect(stopping).toMatchObject({ purpose: 'stopOutside', handle: HANDLE, attemptNumber: 1 })
  expect(stopping.attemptId).not.toBe(first)
  expect(harness.worker.stopped).toEqual([])
  expect(harness.scheduler.busySlots('worker')).toBe(1)
  await confirm()
  expect(await find()).toMatchObject({ status: 'FAILED', stopPhase: null, handle: null, outcome: failure() })
  expect(harness.scheduler.busySlots('worker')).toBe(0)
  expect(await harness.executionStatus(id)).toBe('FAILED')
})

test('the error that keeps the work from being stopped is shown, and the stop is not sent again', async () => {
  await begin()
  await harness.finished('a', failure())
  const { attemptId } = harness.worker.attemptOf('a')
  await harness.report({ type: 'stopping', attemptId, phase: 'outside', error: 'no route to the cluster' })
  expect(await find()).toMatchObject({ status: 'STOPPING', stopError: 'no route to the cluster' })
  expect(harness.startedTasks()).toEqual(['a', 'a'])
  await harness.reopen()
  const { wanted } = await harness.scheduler.attachWorker(
    { id: 'worker', bootId: 'boot', slots: 1, held: [], found: [], storeId: null },
    harness.worker,
  )
  expect(wanted).toMatchObject([{ spec: { attemptId, purpose: 'stopOutside' }, stop: false }])
  await harness.report({
    type: 'finished',
    attemptId,
    outcome: { type: 'success', output: null },
    startedAt: 1,
    endedAt: 2,
  })
  expect(await find()).toMatchObject({ status: 'FAILED', stopError: null })
})

test('a stop whose attempt could not tell that the work is gone goes on until that is confirmed', async () => {
  await begin()
  await act('STOP')
  await harness.finished('a', { type: 'stopped', message: null })
  expect(await find()).toMatchObject({ status: 'STOPPING', stopPhase: 'outside' })
  await confirm()
  expect(await find()).toMatchObject({ status: 'STOPPED', outcome: { type: 'stopped' } })
})

test('a stop whose attempt has confirmed that the work is gone is over', async () => {
  await begin()
  await act('STOP')
  const { attemptId } = harness.worker.attemptOf('a')
  const outcome = { type: 'stopped', message: null } as const
  await harness.report({ type: 'finished', attemptId, outcome, startedAt: 1, endedAt: 2, outsideGone: true })
  expect(await find()).toMatchObject({ status: 'STOPPED', handle: null })
})

test('a restart while an attempt waits for its retry stops the work first, and starts after that', async () => {
  await begin({ retry: RETRY })
  await harness.finished('a', failure())
  expect(await find()).toMatchObject({ status: 'RETRYING', handle: HANDLE })
  await act('RESTART')
  expect(await find()).toMatchObject({ status: 'STOPPING', stopPhase: 'outside' })
  expect(await find(2)).toBeNull()
  await confirm()
  expect(await harness.statuses(id)).toEqual({ a: 'QUEUED 2' })
  expect(harness.worker.attemptOf('a')).toMatchObject({ sequenceNumber: 2, handle: null })
  expect(await find()).toMatchObject({ status: 'STOPPED' })
})

test('a retry gets the handle', async () => {
  await begin({ retry: RETRY })
  await harness.finished('a', failure())
  await harness.pass(10)
  expect(harness.worker.attemptOf('a')).toMatchObject({ attemptNumber: 2, handle: HANDLE })
})

test.each([
  ['lost', LOST, 'FAILED'],
  ['never started', { type: 'neverStarted' } as const, 'FAILED'],
])('an attempt that was %s leaves its work to be stopped', async (_what, outcome, status) => {
  await begin()
  await harness.finished('a', outcome)
  expect(await find()).toMatchObject({ status: 'STOPPING', stopPhase: 'outside' })
  await confirm()
  expect(await find()).toMatchObject({ status, outcome })
})

test('the stop of an execution waits for work outside', async () => {
  await begin({ retry: RETRY })
  await harness.finished('a', failure())
  await harness.control({ type: 'stopExecution', workflowExecutionId: id })
  expect(await harness.executionStatus(id)).toBe('RUNNING')
  await confirm()
  expect(await harness.executionStatus(id)).toBe('STOPPED')
})

test('rules see one end, when the work is gone', async () => {
  await harness.upload({
    tasks: [code('a', { rules: [onEvent('START', 'go')] }), code('b', { rules: [onFailed()] })],
  })
  id = await harness.start()
  await harness.send('go')
  await setHandle()
  await harness.finished('a', failure())
  expect(await harness.statuses(id)).toEqual({ a: 'STOPPING 1' })
  await confirm()
  expect(await harness.statuses(id)).toEqual({ a: 'FAILED 1', b: 'QUEUED 1' })
})

function onFailed(): Record<string, unknown> {
  return { name: 'failed', action: 'START', condition: { type: 'taskStatus', task: 'a', status: 'FAILED' } }
}

describe('work outside is not stopped', () => {
  test('if the task has succeeded', async () => {
    await begin()
    await confirm()
    expect(await find()).toMatchObject({ status: 'SUCCESS' })
  })

  test('if the operator has no stop method', async () => {
    await begin({ operator: { type: 'code', className: 'Job' } })
    await harness.finished('a', failure())
    expect(await find()).toMatchObject({ status: 'FAILED', handle: HANDLE })
  })
})

describe('a forced stop', () => {
  const force = () => harness.control({ type: 'forceStop', workflowExecutionId: id, task: 'a' })
  const UNCONFIRMED = { status: 'STOPPED', outcome: { type: 'stopped', unconfirmed: true } }

  test('ends at once, and stays marked as unconfirmed', async () => {
    await begin()
    await act('STOP')
    const { attemptId } = harness.worker.attemptOf('a')
    await harness.report({ type: 'stopping', attemptId, phase: 'confirm', error: 'Processes 7 (sleep) do not end.' })
    expect(await force()).toMatchObject({ ok: true, value: { verdict: 'accepted' } })
    expect(await find()).toMatchObject(UNCONFIRMED)
    expect((await find())?.outcome).toMatchObject({ message: expect.stringContaining('Processes 7 (sleep)') })
    await harness.finished('a', { type: 'stopped', message: null })
    await harness.reopen()
    expect(await find()).toMatchObject(UNCONFIRMED)
  })

  test('ends the stop of work outside as well', async () => {
    await begin()
    await harness.finished('a', failure())
    await force()
    expect(await find()).toMatchObject(UNCONFIRMED)
  })

  test('is refused if no stop is in progress', async () => {
    await begin()
    expect(await force()).toMatchObject({ ok: true, value: { verdict: 'ignored' } })
    expect(await find()).toMatchObject({ status: 'RUNNING' })
  })
})
