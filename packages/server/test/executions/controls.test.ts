import { afterEach, beforeEach, expect, test } from 'vitest'
import { bash, onEvent, SchedulerHarness } from '../../src/testing/scheduler-harness.ts'

let harness: SchedulerHarness

beforeEach(async () => {
  harness = await SchedulerHarness.create()
})

afterEach(async () => {
  await harness.dispose()
})

const OF = { namespace: 'default', workflow: 'w' }
const EVENT = { type: 'event', event: { key: 'k' } } as const
const CODE = { type: 'code' as const, expectEventKeys: ['k'], className: 'C' }
const STATUS = { type: 'taskStatus', task: 'a', status: 'SUCCESS' } as const
const SCHEDULE = { expression: 'cron@* * * * *', timezone: 'UTC', catchUp: 'one' } as const

async function image() {
  const [triggers, schedules] = await Promise.all([
    harness.reads.triggers.findAll({}),
    harness.reads.schedules.findAll({}),
  ])
  const workflows = await harness.reads.workflows.list({}, { limit: 100 })
  const executions = await harness.reads.executions.list({}, { limit: 100 })
  const tasks = await harness.reads.tasks.list({ workflowExecutionId: 1 }, { limit: 100 })
  return { triggers, schedules, workflows, executions, tasks, timers: harness.scheduler.readTimers() }
}

beforeEach(async () => {
  await harness.upload({
    tasks: [bash('a', { rules: [onEvent('START', 'k')] })],
    triggers: [{ name: 't', condition: EVENT }],
    schedules: [{ name: 's', expression: 'interval@1 0 0 0' }],
  })
  await harness.start()
})

test.each([
  ['WORKFLOW_NOT_FOUND', { type: 'startExecution', ...OF, workflow: 'none' }],
  ['WORKFLOW_NOT_FOUND', { type: 'setWorkflowEnabled', ...OF, namespace: 'none', enabled: false }],
  ['WORKFLOW_EXECUTION_NOT_FOUND', { type: 'stopExecution', workflowExecutionId: 99 }],
  ['WORKFLOW_EXECUTION_NOT_FOUND', { type: 'setExecutionPaused', workflowExecutionId: 0, paused: true }],
  ['TASK_NOT_FOUND', { type: 'taskAction', workflowExecutionId: 1, task: 'none', action: 'START' }],
  ['WORKFLOW_EXECUTION_NOT_FOUND', { type: 'taskAction', workflowExecutionId: 99, task: 'a', action: 'START' }],
  ['ALREADY_EXISTS', { type: 'addTrigger', ...OF, name: 't', condition: EVENT }],
  ['INVALID_CONDITION', { type: 'addTrigger', ...OF, name: 'new', condition: CODE }],
  ['INVALID_CONDITION', { type: 'addTrigger', ...OF, name: 'new', condition: STATUS }],
  ['TRIGGER_NOT_FOUND', { type: 'setTriggerPaused', ...OF, name: 'none', paused: true }],
  ['TRIGGER_NOT_FOUND', { type: 'deleteTrigger', ...OF, name: 'none' }],
  ['ALREADY_EXISTS', { type: 'addSchedule', ...OF, name: 's', ...SCHEDULE }],
  ['INVALID_EXPRESSION', { type: 'addSchedule', ...OF, name: 'new', ...SCHEDULE, expression: 'cron@x' }],
  ['INVALID_EXPRESSION', { type: 'addSchedule', ...OF, name: 'new', ...SCHEDULE, timezone: 'Mars/Phobos' }],
  ['SCHEDULE_NOT_FOUND', { type: 'setSchedulePaused', ...OF, name: 'none', paused: true }],
  ['SCHEDULE_NOT_FOUND', { type: 'deleteSchedule', ...OF, name: 'none' }],
  ['ATTEMPT_ENDED', { type: 'setHandle', workflowExecutionId: 1, attemptId: 'none', handle: 1 }],
  ['WORKFLOW_EXECUTION_NOT_FOUND', { type: 'setState', workflowExecutionId: 99, name: 's', value: 1 }],
] as const)('%s changes nothing: %j', async (code, request) => {
  const before = await image()
  expect(await harness.control(request)).toMatchObject({ ok: false, error: { code } })
  expect(await image()).toEqual(before)
  await harness.reopen()
  expect(await image()).toEqual(before)
})

test('an error message names what was requested and what exists', async () => {
  const result = await harness.control({ type: 'taskAction', workflowExecutionId: 1, task: 'b', action: 'START' })
  expect(result).toMatchObject({ error: { message: 'The workflow "w" (execution 1) has no task "b". It has: a.' } })
})

test('requests about an ended execution are refused with EXECUTION_ENDED', async () => {
  await harness.control({ type: 'stopExecution', workflowExecutionId: 1 })
  for (const request of [
    { type: 'stopExecution', workflowExecutionId: 1 },
    { type: 'setExecutionPaused', workflowExecutionId: 1, paused: true },
    { type: 'setState', workflowExecutionId: 1, name: 's', value: 1 },
  ] as const) {
    expect(await harness.control(request)).toMatchObject({ ok: false, error: { code: 'EXECUTION_ENDED' } })
  }
})

test('the answer to a request is stored with its step', async () => {
  const { offset, result } = await harness.scheduler.control({ type: 'startExecution', ...OF }, 'me')
  const value = { workflowExecutionId: 2 }
  expect(await result).toEqual({ ok: true, value })
  expect(await harness.reads.requests.result(offset)).toEqual({ result: { ok: true, value } })
})

test('a manual action on a task works like that of a rule, and the response says what happened', async () => {
  const act = (action: 'START' | 'STOP' | 'RESTART') =>
    harness.control({ type: 'taskAction', workflowExecutionId: 1, task: 'a', action })
  expect(await act('STOP')).toMatchObject({
    value: { verdict: 'ignored', reason: 'nothing to stop', sequenceNumber: null },
  })
  expect(await act('START')).toMatchObject({ value: { verdict: 'accepted', sequenceNumber: 1 } })
  expect(harness.worker.attemptOf('a').trigger).toMatchObject({ type: 'MANUAL', rule: null, events: [] })
  expect(await act('START')).toMatchObject({ value: { verdict: 'ignored', reason: 'alive' } })
  expect(await act('RESTART')).toMatchObject({ value: { verdict: 'accepted', sequenceNumber: 1 } })
  expect(await act('RESTART')).toMatchObject({ value: { verdict: 'pending', sequenceNumber: 1 } })
  await harness.finished('a', { type: 'stopped', message: null })
  expect(await harness.statuses(1)).toEqual({ a: 'QUEUED 2' })
})

test('a handle that an attempt leaves is handed to the next attempt', async () => {
  await harness.upload({ name: 'h', tasks: [bash('job', { retry: { retries: 1, retryDelaySeconds: 1 } })] })
  const id = await harness.start('h')
  const { attemptId } = harness.worker.attemptOf('job')
  const request = { type: 'setHandle', workflowExecutionId: id, attemptId, handle: { application: 7 } } as const
  expect(await harness.control(request)).toEqual({ ok: true, value: null })
  await harness.fail('job')
  await harness.reopen()
  await harness.pass(2)
  expect(harness.worker.attemptOf('job')).toMatchObject({ attemptNumber: 2, handle: { application: 7 } })
})

test('the token of an attempt is valid while the attempt is alive', async () => {
  await harness.send('k')
  const { token, attemptId } = harness.worker.attemptOf('a')
  const identity = { attemptId, namespace: 'default', workflowName: 'w', taskName: 'a', sequenceNumber: 1 }
  expect(harness.scheduler.verifyTaskToken(token)).toMatchObject(identity)
  await harness.succeed('a')
  expect(harness.scheduler.verifyTaskToken(token)).toBeNull()
})
