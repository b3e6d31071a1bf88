import { taskStatusKey } from '@aiflow/sdk/internal/model'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { bash, onEvent, SchedulerHarness, startAfter } from '../../src/testing/scheduler-harness.ts'
import { verdictsOnEvent } from '../../src/why/verdicts-on-event.ts'
import { whyNot } from '../../src/why/why-not.ts'

let harness: SchedulerHarness

beforeEach(async () => {
  harness = await SchedulerHarness.create()
})

afterEach(async () => {
  await harness.dispose()
})

function after(when: string, ...tasks: string[]) {
  return { name: `${when}-${tasks.join('-')}`, action: 'START', condition: { type: 'taskOutcomes', tasks, when } }
}

function on(task: string, status: string, action = 'START') {
  return { name: `${action}-${task}-${status}`.toLowerCase(), action, condition: { type: 'taskStatus', task, status } }
}

const STOPPED = { type: 'stopped', message: null } as const

test('a task that starts after all are done waits for each of them, however it ends', async () => {
  await harness.upload({ tasks: [bash('a'), bash('b'), bash('last', { rules: [after('allDone', 'a', 'b')] })] })
  const id = await harness.start()
  await harness.fail('a')
  expect(await harness.statuses(id)).toEqual({ a: 'FAILED 1', b: 'QUEUED 1' })
  await harness.succeed('b')
  expect(await harness.statuses(id)).toMatchObject({ last: 'QUEUED 1' })
  await harness.succeed('last')
  expect(await harness.executionStatus(id)).toBe('FAILED')
})

test('a failure counts when no attempts are left', async () => {
  const retry = { retries: 1, retryDelaySeconds: 1 }
  const rules = (when: string) => [after(when, 'a')]
  await harness.upload({
    tasks: [
      bash('a', { retry }),
      bash('alarm', { rules: rules('anyFailed') }),
      bash('last', { rules: rules('allDone') }),
    ],
  })
  const id = await harness.start()
  await harness.fail('a')
  expect(await harness.statuses(id)).toEqual({ a: 'RETRYING 1' })
  await harness.pass(2)
  await harness.fail('a')
  expect(await harness.statuses(id)).toMatchObject({ alarm: 'QUEUED 1', last: 'QUEUED 1' })
})

test('each failure is reported once, and no other change of the tasks', async () => {
  await harness.upload({
    tasks: [bash('a'), bash('b'), bash('c'), bash('alarm', { rules: [after('anyFailed', 'a', 'b', 'c')] })],
  })
  const id = await harness.start()
  await harness.fail('a')
  await harness.succeed('alarm')
  await harness.succeed('b')
  expect(await harness.statuses(id)).toMatchObject({ alarm: 'SUCCESS 1' })
  await harness.fail('c')
  expect(await harness.statuses(id)).toMatchObject({ alarm: 'QUEUED 2' })
})

test('a task that can no longer run counts as done; after a failure it counts as failed', async () => {
  await harness.upload({
    tasks: [
      bash('a'),
      bash('b', { rules: [startAfter('a')] }),
      bash('c', { rules: [startAfter('b')] }),
      bash('done', { rules: [after('allDone', 'a', 'c')] }),
      bash('well', { rules: [after('noneFailed', 'c')] }),
    ],
  })
  const id = await harness.start()
  await harness.fail('a')
  expect(await harness.statuses(id)).toEqual({ a: 'FAILED 1', done: 'QUEUED 1' })
  await harness.succeed('done')
  expect(await harness.executionStatus(id)).toBe('FAILED')
})

test('a branch that was not taken is skipped, and the task that joins the branches starts once', async () => {
  await harness.upload({
    tasks: [
      bash('check'),
      bash('side'),
      bash('repair', { rules: [on('check', 'FAILED')] }),
      bash('train', { rules: [startAfter('check')] }),
      bash('join', { rules: [after('noneFailed', 'repair', 'train')] }),
    ],
  })
  const id = await harness.start()
  await harness.succeed('check')
  await harness.succeed('train')
  expect(await harness.statuses(id)).toMatchObject({ join: 'QUEUED 1' })
  await harness.succeed('join')
  await harness.succeed('side')
  expect(await harness.statuses(id)).toMatchObject({ join: 'SUCCESS 1' })
  expect(await harness.executionStatus(id)).toBe('SUCCESS')
})

test('a task is skipped at the change after which it can no longer start, even after a restart of the server', async () => {
  await harness.upload({
    tasks: [
      bash('a', { rules: [on('x', 'SUCCESS', 'RESTART')] }),
      bash('x'),
      bash('b', { rules: [startAfter('a')] }),
      bash('last', { rules: [after('allDone', 'b')] }),
    ],
  })
  const id = await harness.start()
  await harness.fail('a')
  expect(await harness.statuses(id)).toEqual({ a: 'FAILED 1', x: 'QUEUED 1' })
  await harness.reopen()
  const row = await harness.reads.tasks.find({ workflowExecutionId: id, task: 'x', sequenceNumber: 1 })
  const outcome = {
    type: 'failed',
    reason: 'exit',
    message: 'no',
    exitCode: 1,
    signal: null,
    retryable: false,
  } as const
  await harness.report({ type: 'finished', attemptId: row?.attemptId ?? '', outcome, startedAt: 1, endedAt: 2 })
  expect(await harness.statuses(id)).toEqual({ a: 'FAILED 1', x: 'FAILED 1', last: 'QUEUED 1' })
})

test('a run that is stopped by a restart does not count as done', async () => {
  await harness.upload({
    tasks: [bash('a', { rules: [onEvent('RESTART', 'again')] }), bash('last', { rules: [after('allDone', 'a')] })],
  })
  const id = await harness.start()
  await harness.running('a')
  await harness.send('again')
  await harness.finished('a', STOPPED)
  expect(await harness.statuses(id)).toEqual({ a: 'QUEUED 2' })
  const changes = await harness.reads.events.offered({
    namespace: 'default',
    keys: [taskStatusKey('w', 'a')],
    workflowExecutionId: id,
    afterOffset: 0,
    endOffset: 1000,
    limit: 100,
  })
  const stopped = changes.find(({ value }) => value === 'STOPPED')
  const execution = await harness.reads.executions.find(id)
  if (stopped === undefined || execution === null) throw new Error('it did not stop')
  const { notMet } = await verdictsOnEvent(harness.reads, execution, stopped)
  expect(notMet).toMatchObject([{ task: 'last', reason: '"a" starts again' }])
  await harness.succeed('a')
  expect(await harness.statuses(id)).toMatchObject({ a: 'SUCCESS 2', last: 'QUEUED 1' })
})

test('why-not tells what is done, what is skipped and what is missing', async () => {
  await harness.upload({
    tasks: [
      bash('a'),
      bash('b', { rules: [startAfter('a')] }),
      bash('c'),
      bash('last', { rules: [after('noneFailed', 'b', 'c')] }),
    ],
  })
  const id = await harness.start()
  await harness.fail('a')
  const execution = await harness.reads.executions.find(id)
  if (execution === null) throw new Error('it is gone')
  const surroundings = { storage: harness.reads, live: harness.scheduler }
  const { rules } = await whyNot(surroundings, execution, 'last')
  expect(rules[0]).toMatchObject({
    text: 'all of the tasks "b", "c" are done and none has failed',
    waitsFor: [
      { text: 'task "b" is done and has not failed (skipped: nothing can start it any more)', isSeen: false },
      { text: 'task "c" is done and has not failed', isSeen: false, status: 'QUEUED' },
    ],
    notMet: { reason: '"b" was skipped because of a failure; "c" is QUEUED' },
  })
})

test('an outcome of a task that does not exist is refused', async () => {
  expect(await harness.upload({ tasks: [bash('a'), bash('b', { rules: [after('allDone', 'c')] })] })).toMatchObject({
    ok: false,
    error: { code: 'UNKNOWN_TASK', details: { unknownTask: 'c' } },
  })
})
