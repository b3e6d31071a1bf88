import type { Outcome } from '@aiflow/sdk/internal/worker-protocol'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { laneId } from '../../src/model/lane-id.ts'
import { bash, onEvent, SchedulerHarness, startAfter } from '../../src/testing/scheduler-harness.ts'
import { Chain } from '../../src/why/chain.ts'
import { whyNot } from '../../src/why/why-not.ts'

let harness: SchedulerHarness

beforeEach(async () => {
  harness = await SchedulerHarness.create()
})

afterEach(async () => {
  await harness.dispose()
})

const STOPPED = { type: 'stopped', message: null } as const

const find = (id: number) => harness.reads.executions.find(id)
const stop = (workflowExecutionId: number, force?: boolean) =>
  harness.control({ type: 'stopExecution', workflowExecutionId, ...(force ? { force } : {}) })
const taskOf = (workflowExecutionId: number, task: string, sequenceNumber = 1) =>
  harness.reads.tasks.find({ workflowExecutionId, task, sequenceNumber })

/** Ends the attempt of a task, also where the worker of before a restart was given it. */
async function end(id: number, task: string, outcome: Outcome = STOPPED): Promise<void> {
  const row = await taskOf(id, task)
  await harness.report({ type: 'finished', attemptId: row?.attemptId ?? '', outcome, startedAt: 1, endedAt: 2 })
}

const SUCCESS = { type: 'success', output: null } as const

test('a stop runs the clean-up once all other tasks are gone, and survives a crash at each step', async () => {
  await harness.upload({ tasks: [bash('a'), bash('b'), bash('clean', { onStop: true })] })
  const id = await harness.start()
  await harness.reopen()
  expect(await harness.statuses(id)).toEqual({ a: 'QUEUED 1', b: 'QUEUED 1' })
  await stop(id)
  await harness.reopen()
  await end(id, 'a')
  expect(await find(id)).toMatchObject({ stopping: true, cleanUp: { status: 'waiting', cause: 'request' } })
  expect(await taskOf(id, 'clean')).toBeNull()
  await end(id, 'b')
  await harness.reopen()
  const until = harness.now + 300_000
  expect(await find(id)).toMatchObject({ status: 'RUNNING', cleanUp: { status: 'running', until } })
  expect(await harness.statuses(id)).toEqual({ a: 'STOPPED 1', b: 'STOPPED 1', clean: 'QUEUED 1' })
  await harness.reopen()
  await end(id, 'clean', SUCCESS)
  expect(await find(id)).toMatchObject({ status: 'STOPPED', cleanUp: { status: 'done', until: null, failedTasks: [] } })
  expect(harness.scheduler.readTimers()).toEqual([])
})

test('an execution that ends without a stop runs no clean-up', async () => {
  await harness.upload({
    tasks: [
      bash('a'),
      bash('clean', { onStop: true, rules: [onEvent('START', 'go')] }),
      bash('last', { onStop: true }),
    ],
  })
  const id = await harness.start()
  await harness.succeed('a')
  expect(await harness.statuses(id)).toEqual({ a: 'SUCCESS 1' })
  expect(await find(id)).toMatchObject({ status: 'SUCCESS', cleanUp: null })
})

test('during a stop, rules of clean-up tasks fire and rules of other tasks do not', async () => {
  const onStopOf = (task: string) => ({
    name: 'stopped',
    action: 'START',
    condition: { type: 'taskStatus', task, status: 'STOPPED' },
  })
  await harness.upload({
    tasks: [
      bash('a'),
      bash('b'),
      bash('other', { rules: [onStopOf('a')] }),
      bash('first', { onStop: true, rules: [onStopOf('a')] }),
      bash('second', { onStop: true, rules: [startAfter('first')] }),
    ],
  })
  const id = await harness.start()
  await harness.running('a')
  await harness.running('b')
  await stop(id)
  await harness.finished('a', STOPPED)
  expect(await harness.statuses(id)).toEqual({ a: 'STOPPED 1', b: 'STOPPING 1', first: 'QUEUED 1' })
  expect(await harness.verdicts(id, 'other')).toEqual(['other START ignored execution is stopping'])
  await harness.finished('b', STOPPED)
  await harness.succeed('first')
  expect((await find(id))?.status).toBe('RUNNING')
  await harness.succeed('second')
  expect(await find(id)).toMatchObject({ status: 'STOPPED', cleanUp: { status: 'done' } })
})

test('a clean-up is ended at its time limit', async () => {
  await harness.upload({ cleanUpTimeoutSeconds: 30, tasks: [bash('a'), bash('clean', { onStop: true })] })
  const id = await harness.start()
  await harness.running('a')
  await stop(id)
  await harness.finished('a', STOPPED)
  await harness.running('clean')
  await harness.pass(29)
  expect(await find(id)).toMatchObject({ cleanUp: { status: 'running' } })
  await harness.pass(1)
  expect(await harness.statuses(id)).toEqual({ a: 'STOPPED 1', clean: 'STOPPING 1' })
  expect(await find(id)).toMatchObject({ status: 'RUNNING', cleanUp: { status: 'timedOut', until: null } })
  await harness.finished('clean', STOPPED)
  expect(await find(id)).toMatchObject({ status: 'STOPPED', cleanUp: { status: 'timedOut' } })
})

test('a second stop ends the clean-up, in whatever state its tasks are', async () => {
  await harness.control({ type: 'setPool', namespace: 'default', name: 'shut', slots: 0 })
  const retry = { retries: 3, retryDelaySeconds: 60 }
  await harness.upload({
    tasks: [
      bash('a'),
      bash('runs', { onStop: true }),
      bash('waits', { onStop: true, pool: 'shut' }),
      bash('retries', { onStop: true, retry }),
      bash('after', { onStop: true, rules: [startAfter('runs')] }),
    ],
  })
  const id = await harness.start()
  await harness.running('a')
  await stop(id)
  await harness.finished('a', STOPPED)
  await harness.running('runs')
  await harness.fail('retries')
  expect(await taskOf(id, 'retries')).toMatchObject({ status: 'RETRYING' })
  await stop(id)
  expect(await harness.statuses(id)).toMatchObject({ runs: 'STOPPING 1', waits: 'STOPPED 1', retries: 'STOPPED 1' })
  await stop(id)
  await harness.finished('runs', SUCCESS)
  expect(await taskOf(id, 'after')).toBeNull()
  expect(await find(id)).toMatchObject({ status: 'STOPPED', cleanUp: { status: 'ended' } })
})

test('a forced stop runs no clean-up, and neither does the stop of an execution that has not begun', async () => {
  await harness.upload({ maxActiveExecutions: 1, tasks: [bash('a'), bash('clean', { onStop: true })] })
  const first = await harness.start()
  const waiting = await harness.start()
  await stop(waiting)
  expect(await find(waiting)).toMatchObject({ status: 'STOPPED', cleanUp: null })
  await harness.running('a')
  await stop(first, true)
  await harness.finished('a', STOPPED)
  expect(await find(first)).toMatchObject({ status: 'STOPPED', cleanUp: null })
})

test('an execution that reaches its time limit cleans up, and ends as FAILED', async () => {
  await harness.upload({ timeoutSeconds: 60, tasks: [bash('a'), bash('clean', { onStop: true })] })
  const id = await harness.start()
  await harness.running('a')
  await harness.pass(60)
  await harness.finished('a', STOPPED)
  expect(await find(id)).toMatchObject({ cleanUp: { status: 'running', cause: 'timeout' } })
  await harness.succeed('clean')
  expect(await find(id)).toMatchObject({ status: 'FAILED', cleanUp: { status: 'done' } })
})

test('the first failure stops the execution where the workflow says so, and is the reason of its end', async () => {
  const retry = { retries: 1, retryDelaySeconds: 1 }
  await harness.upload({
    onFailure: 'stop',
    tasks: [
      bash('a', { retry }),
      bash('b'),
      bash('mayFail', { allowFailure: true }),
      bash('handler', {
        rules: [{ ...startAfter('a'), condition: { type: 'taskStatus', task: 'a', status: 'FAILED' } }],
      }),
      bash('clean', { onStop: true }),
    ],
  })
  const id = await harness.start()
  await harness.running('b')
  await harness.fail('mayFail')
  await harness.fail('a')
  expect(await find(id)).toMatchObject({ stopping: false })
  await harness.pass(2)
  await harness.fail('a')
  const failureReason = 'The task "a" failed: exit code 1.'
  expect(await find(id)).toMatchObject({
    stopping: true,
    failureReason,
    cleanUp: { status: 'waiting', cause: 'failure' },
  })
  expect(await harness.verdicts(id, 'handler')).toEqual(['handler START ignored execution is stopping'])
  await harness.finished('b', STOPPED)
  await harness.succeed('clean')
  expect(await find(id)).toMatchObject({ status: 'FAILED', failureReason })
  const row = await taskOf(id, 'clean')
  if (row === null) throw new Error('it did not run')
  const { links } = await new Chain(harness.reads, 20).walk(row)
  expect(links.map((link) => (link.type === 'taskExecution' ? link.taskName : link.type)).slice(0, 3)).toEqual([
    'clean',
    'event',
    'a',
  ])
})

test('where failures do not stop the execution, the other tasks go on', async () => {
  await harness.upload({ tasks: [bash('a'), bash('b')] })
  const id = await harness.start()
  await harness.fail('a')
  expect(await find(id)).toMatchObject({ status: 'RUNNING', stopping: false })
  await harness.succeed('b')
  expect(await find(id)).toMatchObject({ status: 'FAILED', failureReason: null })
})

test('a failed clean-up is reported, does not change the end of the execution, and is not part of a rerun', async () => {
  await harness.upload({ tasks: [bash('a'), bash('clean', { onStop: true })] })
  const id = await harness.start()
  await harness.running('a')
  await stop(id)
  await harness.finished('a', STOPPED)
  await harness.fail('clean')
  expect(await find(id)).toMatchObject({ status: 'STOPPED', cleanUp: { status: 'done', failedTasks: ['clean'] } })
  const rerun = await harness.control({ type: 'rerunExecution', workflowExecutionId: id })
  expect(rerun).toMatchObject({ value: { tasks: ['a'] } })
  await harness.succeed('a')
  expect(await find(id)).toMatchObject({ status: 'SUCCESS', cleanUp: null })
})

test('a task of the clean-up that is alive goes on when the stop comes, and others can be started by hand', async () => {
  await harness.upload({
    tasks: [
      bash('a'),
      bash('clean', { onStop: true, rules: [onEvent('START', 'go')] }),
      bash('more', { onStop: true }),
    ],
  })
  const id = await harness.start()
  await harness.running('a')
  await harness.send('go')
  await harness.running('clean')
  await stop(id)
  expect(await harness.statuses(id)).toEqual({ a: 'STOPPING 1', clean: 'RUNNING 1' })
  const act = (task: string) => harness.control({ type: 'taskAction', workflowExecutionId: id, task, action: 'START' })
  expect(await act('a')).toMatchObject({ value: { verdict: 'ignored', reason: 'execution is stopping' } })
  expect(await act('more')).toMatchObject({ value: { verdict: 'accepted' } })
  await harness.finished('a', STOPPED)
  await harness.succeed('clean')
  await harness.succeed('more')
  expect(await find(id)).toMatchObject({ status: 'STOPPED', cleanUp: { status: 'done' } })
})

test('a stop waits for a condition with code that may start a clean-up', async () => {
  const answer = Promise.withResolvers<void>()
  harness.worker.evaluation = async () => {
    await answer.promise
    return { type: 'ok', met: true, states: {} }
  }
  const key = 'aiflow/task-status/w/a'
  const rule = { name: 'r', action: 'START', condition: { type: 'code', expectEventKeys: [key], className: 'C' } }
  const small = { ...rule, name: 'only-stopped' }
  await harness.upload({ tasks: [bash('a'), bash('clean', { onStop: true, rules: [small] })] })
  const id = await harness.start()
  await harness.running('a')
  await stop(id)
  await harness.finished('a', STOPPED)
  expect(await find(id)).toMatchObject({ status: 'RUNNING' })
  answer.resolve()
  await expect.poll(() => harness.startedTasks()).toContain('clean')
  await expect.poll(async () => (await harness.reads.lanes.inbox(laneId.ofExecution(id), 1)).count).toBe(0)
  await harness.succeed('clean')
  await expect.poll(async () => (await find(id))?.status).toBe('STOPPED')
})

test('why, why-not and the events say what the clean-up is about', async () => {
  await harness.upload({ tasks: [bash('a'), bash('clean', { onStop: true })] })
  const id = await harness.start()
  await harness.running('a')
  const surroundings = { storage: harness.reads, live: harness.scheduler }
  const ask = async (task: string) => {
    const execution = await find(id)
    if (execution === null) throw new Error('it is gone')
    return whyNot(surroundings, execution, task)
  }
  expect((await ask('clean')).starts).toEqual([
    'It starts when its workflow execution is stopped, once all other tasks have ended.',
  ])
  await stop(id)
  expect((await ask('clean')).hindrances[0]).toContain('only tasks of its clean-up ("onStop") may start')
  await harness.finished('a', STOPPED)
  expect((await ask('a')).hindrances[0]).toContain(`Workflow execution ${id} is cleaning up, until 1970-`)
  const row = await taskOf(id, 'clean')
  if (row === null) throw new Error('it did not run')
  const { links } = await new Chain(harness.reads, 20).walk(row)
  expect(links).toMatchObject([{ taskName: 'clean' }, { type: 'request', action: 'stopExecution' }])
})

test('a clean-up is not started by a timer', async () => {
  const task = bash('clean', { onStop: true, periodicExpression: 'interval@0 1 0 0' })
  expect(await harness.upload({ tasks: [bash('a'), task] })).toMatchObject({
    ok: false,
    error: { code: 'INVALID_WORKFLOW', details: { task: 'clean' } },
  })
})
