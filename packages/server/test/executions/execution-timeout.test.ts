import { workflowStatusKey } from '@aiflow/sdk/internal/model'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { bash, onEvent, SchedulerHarness } from '../../src/testing/scheduler-harness.ts'

let harness: SchedulerHarness

beforeEach(async () => {
  harness = await SchedulerHarness.create()
})

afterEach(async () => {
  await harness.dispose()
})

const STOPPED = { type: 'stopped', message: null } as const
const REASON = 'It ran longer than its limit of 60 s.'

const find = (id: number) => harness.reads.executions.find(id)

test('an execution that runs too long is stopped, and ends as FAILED with the reason', async () => {
  await harness.upload({ timeoutSeconds: 60, tasks: [bash('a'), bash('b', { rules: [onEvent('START', 'go')] })] })
  const id = await harness.start()
  await harness.running('a')
  await harness.pass(59)
  expect(await find(id)).toMatchObject({ status: 'RUNNING', stopping: false, failureReason: null })
  await harness.reopen()
  await harness.pass(1)
  expect(await find(id)).toMatchObject({ status: 'RUNNING', stopping: true, failureReason: REASON })
  await harness.send('go')
  const [row] = (await harness.reads.tasks.list({ workflowExecutionId: id }, { limit: 1 })).items
  await harness.report({
    type: 'finished',
    attemptId: row?.attemptId ?? '',
    outcome: STOPPED,
    startedAt: 1,
    endedAt: 2,
  })
  expect(await find(id)).toMatchObject({ status: 'FAILED', endTime: harness.now, failureReason: REASON })
  expect(await harness.statuses(id)).toEqual({ a: 'STOPPED 1' })
  expect(harness.scheduler.readTimers()).toEqual([])
})

test('an execution that ends or is stopped before its time limit leaves no timer', async () => {
  await harness.upload({ timeoutSeconds: 60, tasks: [bash('a')] })
  const first = await harness.start()
  await harness.succeed('a')
  const second = await harness.start()
  await harness.running('a')
  await harness.control({ type: 'stopExecution', workflowExecutionId: second })
  expect(harness.scheduler.readTimers()).toEqual([])
  await harness.pass(100)
  await harness.finished('a', STOPPED)
  expect(await find(first)).toMatchObject({ status: 'SUCCESS', failureReason: null })
  expect(await find(second)).toMatchObject({ status: 'STOPPED', failureReason: null })
})

test('an execution that is reopened gets the whole time limit again', async () => {
  await harness.upload({ timeoutSeconds: 60, tasks: [bash('a')] })
  const id = await harness.start()
  await harness.running('a')
  await harness.pass(60)
  await harness.finished('a', STOPPED)
  await harness.control({ type: 'rerunExecution', workflowExecutionId: id })
  expect(await find(id)).toMatchObject({ status: 'RUNNING', stopping: false, failureReason: null })
  await harness.pass(59)
  await harness.succeed('a')
  expect(await find(id)).toMatchObject({ status: 'SUCCESS', failureReason: null })
})

test('the time limit of a paused execution takes effect when it is resumed', async () => {
  await harness.upload({ timeoutSeconds: 60, tasks: [bash('a')] })
  const id = await harness.start()
  await harness.running('a')
  const pause = (paused: boolean) => harness.control({ type: 'setExecutionPaused', workflowExecutionId: id, paused })
  await pause(true)
  await harness.pass(100)
  expect(await find(id)).toMatchObject({ stopping: false })
  await pause(false)
  await harness.settle()
  expect(await find(id)).toMatchObject({ stopping: true, failureReason: REASON })
})

test('the time limit does not wait for a slow condition', async () => {
  const never = Promise.withResolvers<never>()
  harness.worker.evaluation = () => never.promise
  const condition = { type: 'code', expectEventKeys: ['go'], className: 'Slow' }
  const rule = { name: 'r', action: 'START', condition }
  await harness.upload({ timeoutSeconds: 60, tasks: [bash('a', { rules: [rule] })] })
  const id = await harness.start()
  await harness.send('go')
  await harness.pass(60)
  expect(await find(id)).toMatchObject({ status: 'FAILED', failureReason: REASON })
})

test('the time limit of an execution that waits for its turn starts when it begins', async () => {
  const schedule = { name: 's', expression: 'interval@0 0 1 0', overlap: 'queue' }
  await harness.upload({ timeoutSeconds: 90, tasks: [bash('a')], schedules: [schedule] })
  await harness.pass(60)
  await harness.pass(60)
  expect((await find(2))?.status).toBe('INIT')
  await harness.pass(30)
  await harness.finished('a', STOPPED)
  expect([(await find(1))?.status, (await find(2))?.status]).toEqual(['FAILED', 'RUNNING'])
  const due = harness.scheduler.readTimers().find((timer) => timer.id.startsWith('timeout:2'))?.dueTime
  expect(due).toBe(harness.now + 90_000)
})

test('triggers hear of the failure', async () => {
  const condition = { type: 'event', event: { key: workflowStatusKey('w'), filter: { equals: 'FAILED' } } }
  await harness.upload({ timeoutSeconds: 1, tasks: [bash('a')] })
  await harness.upload({ name: 'alarm', tasks: [bash('ring')], triggers: [{ name: 't', condition }] })
  await harness.start()
  await harness.running('a')
  await harness.pass(1)
  await harness.finished('a', STOPPED)
  expect(harness.startedTasks()).toEqual(['a', 'ring'])
})
