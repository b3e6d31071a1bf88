import type { Outcome } from '@aiflow/sdk/internal/worker-protocol'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { bash, failure, IDLE, onEvent, SchedulerHarness, startAfter } from '../../src/testing/scheduler-harness.ts'

let harness: SchedulerHarness

beforeEach(async () => {
  harness = await SchedulerHarness.create()
})

afterEach(async () => {
  await harness.dispose()
})

test('an execution waits for its required tasks, and not for optional ones', async () => {
  const waits = (optional: boolean) => [bash('a'), bash('b', { optional, rules: [onEvent('START', 'k')] })]
  await harness.upload({ name: 'optional', tasks: waits(true) })
  await harness.upload({ name: 'needed', tasks: waits(false) })
  const optional = await harness.start('optional')
  await harness.succeed('a')
  const needed = await harness.start('needed')
  await harness.succeed('a')
  expect(await harness.executionStatus(optional)).toBe('SUCCESS')
  expect(await harness.executionStatus(needed)).toBe('RUNNING')
})

test('an execution fails if a task failed, even if others wait for that task', async () => {
  await harness.upload({ tasks: [bash('a'), bash('b', { rules: [startAfter('a')] })] })
  const id = await harness.start()
  await harness.fail('a')
  expect(await harness.executionStatus(id)).toBe('FAILED')
  expect(await harness.statuses(id)).toEqual({ a: 'FAILED 1' })
})

test('a failure that is allowed, or that a later run made good, does not fail the execution', async () => {
  await harness.upload({
    tasks: [bash('a', { allowFailure: true }), bash('b', { rules: [onEvent('RESTART', 'k')] }), bash('c')],
  })
  const id = await harness.start()
  await harness.fail('a')
  await harness.fail('b')
  await harness.send('k')
  await harness.succeed('b')
  await harness.succeed('c')
  expect(await harness.statuses(id)).toEqual({ a: 'FAILED 1', b: 'SUCCESS 2', c: 'SUCCESS 1' })
  expect(await harness.executionStatus(id)).toBe('SUCCESS')
})

test('an execution with the lifetime "untilStopped" ends only when it is stopped', async () => {
  await harness.upload({ lifetime: 'untilStopped', tasks: [bash('a')] })
  const id = await harness.start()
  await harness.succeed('a')
  expect(await harness.executionStatus(id)).toBe('RUNNING')
  await harness.control({ type: 'stopExecution', workflowExecutionId: id })
  expect(await harness.executionStatus(id)).toBe('STOPPED')
})

test('an execution in which nothing starts ends where it began', async () => {
  await harness.upload({ tasks: IDLE })
  expect(await harness.executionStatus(await harness.start())).toBe('SUCCESS')
})

test('an execution that is stopped ends once its last task is gone; starts that wait and retries are dropped', async () => {
  const retry = { retries: 3, retryDelaySeconds: 60 }
  await harness.upload({
    tasks: [bash('a', { rules: [onEvent('START', 'k', { whenAlive: 'queue' })] }), bash('b', { retry })],
  })
  const id = await harness.start()
  await harness.send('k')
  await harness.running('a')
  await harness.send('k')
  await harness.fail('b')
  await harness.control({ type: 'stopExecution', workflowExecutionId: id })
  await harness.control({ type: 'stopExecution', workflowExecutionId: id })
  expect(await harness.statuses(id)).toEqual({ a: 'STOPPING 1', b: 'STOPPED 1' })
  expect(await harness.executionStatus(id)).toBe('RUNNING')
  await harness.finished('a', { type: 'stopped', message: null })
  expect(await harness.statuses(id)).toEqual({ a: 'STOPPED 1', b: 'STOPPED 1' })
  expect(await harness.executionStatus(id)).toBe('STOPPED')
  expect(harness.scheduler.aliveCounts()).toEqual({ workflowExecutions: 0, tasks: 0 })
  expect(harness.scheduler.readTimers()).toEqual([])
})

test('a start by hand makes an ended execution live again, with what it remembers; a stop does not', async () => {
  await harness.upload({ tasks: [bash('a'), bash('b', { rules: [startAfter('a')] })] })
  const id = await harness.start()
  await harness.succeed('a', 1)
  await harness.fail('b')
  expect(await harness.executionStatus(id)).toBe('FAILED')
  const act = (action: 'START' | 'STOP', task = 'b') =>
    harness.control({ type: 'taskAction', workflowExecutionId: id, task, action })
  expect(await act('STOP')).toMatchObject({ value: { verdict: 'ignored', reason: 'execution has ended' } })
  expect(await act('START', 'nobody')).toMatchObject({ ok: false, error: { code: 'TASK_NOT_FOUND' } })
  expect(await harness.executionStatus(id)).toBe('FAILED')
  await harness.reopen()
  expect(await act('START')).toMatchObject({ value: { verdict: 'accepted', sequenceNumber: 2 } })
  expect(await harness.executionStatus(id)).toBe('RUNNING')
  await harness.succeed('b')
  expect(await harness.statuses(id)).toEqual({ a: 'SUCCESS 1', b: 'SUCCESS 2' })
  expect(await harness.executionStatus(id)).toBe('SUCCESS')
})

test('an execution in which tasks are started, stopped and started again at once continues', async () => {
  const small = await SchedulerHarness.create({ slots: 1 })
  await small.upload({ name: 'busy', tasks: [bash('x')] })
  await small.upload({ tasks: [bash('a')] })
  const id = await small.start()
  await small.succeed('a')
  await small.start('busy')
  const start = { type: 'taskAction', workflowExecutionId: id, task: 'a', action: 'START' } as const
  const results = await Promise.all([
    small.control(start),
    small.control({ type: 'stopExecution', workflowExecutionId: id }),
    small.control(start),
  ])
  expect(results.map((result) => result.ok)).toEqual([true, true, true])
  expect(results[2]).toMatchObject({ value: { verdict: 'accepted', sequenceNumber: 3 } })
  expect(await small.statuses(id)).toEqual({ a: 'INIT 3' })
  await small.dispose()
})

test('a paused execution holds events and reports; nothing is dropped, and they are judged in order', async () => {
  await harness.upload({
    lifetime: 'untilStopped',
    tasks: [bash('a'), bash('b', { rules: [startAfter('a')] }), bash('c', { rules: [onEvent('RESTART', 'k')] })],
  })
  const id = await harness.start()
  const pause = (paused: boolean) => harness.control({ type: 'setExecutionPaused', workflowExecutionId: id, paused })
  await pause(true)
  await harness.send('k', '1')
  await harness.succeed('a')
  await harness.send('k', '2')
  await harness.reopen()
  expect(await harness.statuses(id)).toEqual({ a: 'QUEUED 1', c: 'QUEUED 1' })
  expect(harness.worker.started).toEqual([])
  await pause(false)
  await expect.poll(() => harness.statuses(id)).toEqual({ a: 'SUCCESS 1', b: 'QUEUED 1', c: 'STOPPING 1' })
  expect((await harness.verdicts(id)).toReversed()).toEqual(['c RESTART fired', 'b START fired', 'c RESTART fired'])
})

test('a stop goes on in an execution that is paused, and what its inbox held is answered or dropped', async () => {
  await harness.upload({ tasks: [bash('a'), bash('b', { rules: [onEvent('START', 'k')] })] })
  const id = await harness.start()
  await harness.running('a')
  await harness.control({ type: 'setExecutionPaused', workflowExecutionId: id, paused: true })
  const request = { type: 'setState', workflowExecutionId: id, name: 's', value: 1 } as const
  const { result } = await harness.scheduler.control(request, null)
  await harness.send('k')
  await harness.control({ type: 'stopExecution', workflowExecutionId: id })
  await harness.finished('a', { type: 'stopped', message: null })
  await expect.poll(() => harness.executionStatus(id)).toBe('STOPPED')
  expect(await result).toEqual({ ok: true, value: null })
})

test('a request that waits in a paused execution is answered when that execution ends', async () => {
  await harness.upload({ tasks: [bash('a', { rules: [onEvent('START', 'k')] })] })
  const id = await harness.start()
  await harness.control({ type: 'setExecutionPaused', workflowExecutionId: id, paused: true })
  const request = { type: 'setState', workflowExecutionId: id, name: 's', value: 1 } as const
  const { result } = await harness.scheduler.control(request, null)
  await harness.control({ type: 'stopExecution', workflowExecutionId: id })
  expect(await harness.executionStatus(id)).toBe('STOPPED')
  expect(await result).toMatchObject({ ok: false, error: { code: 'EXECUTION_ENDED' } })
})

test('a paused execution that is stopped is no longer paused, even when it lives again', async () => {
  await harness.upload({ tasks: [bash('a')] })
  const id = await harness.start()
  await harness.running('a')
  const pause = () => harness.control({ type: 'setExecutionPaused', workflowExecutionId: id, paused: true })
  await pause()
  await harness.control({ type: 'stopExecution', workflowExecutionId: id })
  expect(await harness.reads.executions.find(id)).toMatchObject({ stopping: true, paused: false })
  expect(await pause()).toMatchObject({ ok: false, error: { code: 'EXECUTION_STOPPING' } })
  await harness.finished('a', { type: 'stopped', message: null })
  expect(await harness.reads.executions.find(id)).toMatchObject({ status: 'STOPPED', paused: false })
  await harness.control({ type: 'taskAction', workflowExecutionId: id, task: 'a', action: 'START' })
  await harness.finished('a', failure())
  expect(await harness.executionStatus(id)).toBe('FAILED')
})

test('a paused execution that ends is no longer paused', async () => {
  await harness.control({ type: 'setPool', namespace: 'default', name: 'shut', slots: 0 })
  await harness.upload({ tasks: [bash('a', { pool: 'shut' })] })
  const id = await harness.start()
  await harness.control({ type: 'setExecutionPaused', workflowExecutionId: id, paused: true })
  await harness.control({ type: 'taskAction', workflowExecutionId: id, task: 'a', action: 'STOP' })
  expect(await harness.reads.executions.find(id)).toMatchObject({ endTime: harness.now, paused: false })
})

const STOPPED = { type: 'stopped', message: null } as const

test('a task that a request stops, and that nobody starts again, makes its execution STOPPED', async () => {
  await harness.upload({ tasks: [bash('a'), bash('b'), bash('c', { rules: [startAfter('b')] })] })
  const id = await harness.start()
  await harness.running('a')
  const act = (action: 'START' | 'STOP') =>
    harness.control({ type: 'taskAction', workflowExecutionId: id, task: 'a', action })
  await act('STOP')
  await harness.reopen()
  await ended(id, 'a')
  expect(await harness.reads.tasks.find({ workflowExecutionId: id, task: 'a', sequenceNumber: 1 })).toMatchObject({
    status: 'STOPPED',
    stoppedBy: 'request',
  })
  // What became of the others does not matter, nor which of them was last.
  await ended(id, 'b', { type: 'success', output: null })
  await harness.succeed('c')
  expect(await harness.executionStatus(id)).toBe('STOPPED')
  await act('START')
  await harness.succeed('a')
  expect(await harness.executionStatus(id)).toBe('SUCCESS')
})

test.each([
  ['a rule', 'rule', (id: number) => harness.send('stop', null, { workflowExecutionId: id }), 'SUCCESS'],
  ['a request', 'request', (id: number) => stopByHand(id, 'a'), 'STOPPED'],
])('an execution whose only task %s stopped ends accordingly', async (_, stoppedBy, stop, end) => {
  await harness.upload({ tasks: [bash('a', { rules: [onEvent('STOP', 'stop')] })] })
  const id = await harness.start()
  await harness.running('a')
  await stop(id)
  await harness.finished('a', STOPPED)
  const row = await harness.reads.tasks.find({ workflowExecutionId: id, task: 'a', sequenceNumber: 1 })
  expect(row).toMatchObject({ status: 'STOPPED', stoppedBy })
  expect(await harness.executionStatus(id)).toBe(end)
})

test('after a failure and a stop by hand, the execution ends as FAILED', async () => {
  await harness.upload({ tasks: [bash('a'), bash('b')] })
  const id = await harness.start()
  await harness.fail('a')
  await harness.running('b')
  await stopByHand(id, 'b')
  await harness.finished('b', STOPPED)
  expect(await harness.executionStatus(id)).toBe('FAILED')
})

test('who drops the start that waits after a restart has stopped the task', async () => {
  await harness.upload({ tasks: [bash('a', { rules: [onEvent('RESTART', 'again')] })] })
  const id = await harness.start()
  await harness.running('a')
  await harness.send('again')
  await stopByHand(id, 'a')
  await harness.finished('a', STOPPED)
  expect(await harness.statuses(id)).toEqual({ a: 'STOPPED 1' })
  expect(await harness.executionStatus(id)).toBe('STOPPED')
})

test('a stop by hand that came too late changes nothing', async () => {
  await harness.upload({ tasks: [bash('a')] })
  const id = await harness.start()
  await harness.running('a')
  await stopByHand(id, 'a')
  await harness.succeed('a')
  expect(await harness.executionStatus(id)).toBe('SUCCESS')
})

function stopByHand(workflowExecutionId: number, task: string) {
  return harness.control({ type: 'taskAction', workflowExecutionId, task, action: 'STOP' })
}

/** Ends the first attempt of a task, also where the worker of before a restart was given it. */
async function ended(workflowExecutionId: number, task: string, outcome: Outcome = STOPPED): Promise<void> {
  const row = await harness.reads.tasks.find({ workflowExecutionId, task, sequenceNumber: 1 })
  await harness.report({ type: 'finished', attemptId: row?.attemptId ?? '', outcome, startedAt: 1, endedAt: 2 })
}
