import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { bash, onEvent, SchedulerHarness } from '../../src/testing/scheduler-harness.ts'

let harness: SchedulerHarness

beforeEach(async () => {
  harness = await SchedulerHarness.create()
})

afterEach(async () => {
  await harness.dispose()
})

const OF = { namespace: 'default', workflow: 'w' } as const
const CONDITION = { type: 'event', event: { key: 'go' } } as const

function deleteExecution(workflowExecutionId: number) {
  return harness.control({ type: 'deleteExecution', workflowExecutionId })
}

async function endedExecution(): Promise<number> {
  const id = await harness.start()
  await harness.succeed('a', 1)
  return id
}

test('an execution that has ended is gone at once, and what it left is swept', async () => {
  await harness.upload({ tasks: [bash('a', { rules: [onEvent('START', 'never', { name: 'r' })] }), bash('b')] })
  await harness.upload({ tasks: [bash('a')] })
  const id = await endedExecution()
  const kept = await endedExecution()
  expect(await deleteExecution(id)).toEqual({ ok: true, value: { workflowExecutionId: id } })
  expect(await harness.reads.executions.find(id)).toBeNull()
  await vi.waitFor(async () => expect(await harness.statuses(id)).toEqual({}))
  expect(await harness.statuses(kept)).toEqual({ a: 'SUCCESS 1' })
  expect(await deleteExecution(id)).toMatchObject({ ok: false, error: { code: 'WORKFLOW_EXECUTION_NOT_FOUND' } })
})

test('the worker is told of attempts that were deleted, so that their logs can go', async () => {
  await harness.upload({ tasks: [bash('a')] })
  const id = await endedExecution()
  const { attemptId } = harness.worker.attemptOf('a')
  await endedExecution()
  await deleteExecution(id)
  await vi.waitFor(() => expect(harness.worker.forgotten).toEqual([attemptId]), { timeout: 10_000 })
})

test('the next server sweeps deletions that this one did not get to', async () => {
  await harness.upload({ tasks: [bash('a')] })
  const id = await endedExecution()
  await deleteExecution(id)
  await harness.reopen()
  await vi.waitFor(async () => expect(await harness.statuses(id)).toEqual({}))
})

test('a living execution is not deleted', async () => {
  await harness.upload({ tasks: [bash('a')] })
  const id = await harness.start()
  expect(await deleteExecution(id)).toMatchObject({ ok: false, error: { code: 'EXECUTION_ALIVE' } })
  expect(await harness.executionStatus(id)).toBe('RUNNING')
})

test('requests in one commit see each other: a deleted execution cannot be re-run', async () => {
  await harness.upload({ tasks: [bash('a')] })
  const id = await harness.start()
  await harness.fail('a')
  const results = await Promise.all([
    deleteExecution(id),
    harness.control({ type: 'rerunExecution', workflowExecutionId: id }),
    deleteExecution(id),
  ])
  expect(results.map(({ ok }) => ok)).toEqual([true, false, false])
  await harness.reopen()
  expect(await harness.reads.executions.find(id)).toBeNull()
})

test('an execution that ends in the same moment can be re-run, or deleted', async () => {
  await harness.upload({ tasks: [bash('a')] })
  const id = await harness.start()
  const [, rerun] = await Promise.all([
    harness.fail('a'),
    harness.control({ type: 'rerunExecution', workflowExecutionId: id }),
  ])
  expect(rerun).toMatchObject({ ok: true, value: { tasks: ['a'] } })
  const [, deleted] = await Promise.all([harness.fail('a'), deleteExecution(id)])
  expect(deleted).toMatchObject({ ok: true })
  await harness.reopen()
  expect(await harness.reads.executions.find(id)).toBeNull()
})

test('a workflow is deleted with its triggers, schedules and executions, and its name can be used again', async () => {
  await harness.upload({ tasks: [bash('a')], triggers: [{ name: 't', condition: CONDITION }] })
  await harness.control({
    type: 'addSchedule',
    ...OF,
    name: 's',
    expression: 'cron@* * * * *',
    timezone: 'UTC',
    catchUp: 'one',
  })
  const id = await endedExecution()
  expect(await harness.control({ type: 'deleteWorkflow', ...OF })).toMatchObject({ ok: true })
  expect(harness.scheduler.readTimers()).toEqual([])
  await harness.send('go')
  await vi.waitFor(async () => expect(await harness.reads.executions.find(id)).toBeNull())
  expect(await harness.reads.triggers.findAll({})).toEqual([])
  expect(await harness.reads.schedules.findAll({})).toEqual([])
  expect(await harness.control({ type: 'startExecution', ...OF })).toMatchObject({
    ok: false,
    error: { code: 'WORKFLOW_NOT_FOUND' },
  })
  await harness.upload({ tasks: [bash('a')] })
  await harness.reopen()
  expect(await harness.start()).toBe(id + 1)
  // The snapshots of the workflow that was deleted are swept after it.
  const snapshots = async () => (await harness.reads.snapshots.list(OF, { limit: 10 })).items
  await vi.waitFor(async () => expect(await snapshots()).toMatchObject([{ current: true }]))
})

test('a workflow is not deleted while it has a living execution', async () => {
  await harness.upload({ tasks: [bash('a')] })
  const id = await harness.start()
  expect(await harness.control({ type: 'deleteWorkflow', ...OF })).toMatchObject({
    ok: false,
    error: { code: 'EXECUTION_ALIVE', message: expect.stringContaining(`execution ${id}`) },
  })
  await harness.succeed('a')
  expect(await harness.control({ type: 'deleteWorkflow', ...OF })).toMatchObject({ ok: true })
})

test('a workflow that is deleted and uploaded again in one commit exists', async () => {
  await harness.upload({ tasks: [bash('a')] })
  const [deleted, uploaded] = await Promise.all([
    harness.control({ type: 'deleteWorkflow', ...OF }),
    harness.upload({ tasks: [bash('a')] }),
  ])
  expect([deleted.ok, uploaded.ok]).toEqual([true, true])
  await harness.reopen()
  await harness.start()
})

test('a snapshot is deleted unless a workflow or an execution refers to it', async () => {
  await harness.upload({ tasks: [bash('a')] })
  harness.now += 1
  await harness.upload({ tasks: [bash('a'), bash('b')] })
  const id = await harness.start()
  harness.now += 1
  await harness.upload({ tasks: [bash('a'), bash('b'), bash('c')] })
  const { items } = await harness.reads.snapshots.list(OF, { limit: 10 })
  const [current, used, unused] = items.map(({ hash }) => hash)
  const remove = (hash = '') => harness.control({ type: 'deleteSnapshot', namespace: 'default', hash })
  expect(await remove(current)).toMatchObject({ ok: false, error: { code: 'SNAPSHOT_IN_USE' } })
  expect(await remove(used)).toMatchObject({
    ok: false,
    error: { message: expect.stringContaining(`execution ${id}`) },
  })
  await harness.succeed('a')
  await harness.succeed('b')
  expect(await remove(used)).toMatchObject({ ok: false, error: { code: 'SNAPSHOT_IN_USE' } })
  expect(await remove(unused)).toMatchObject({ ok: true })
  await harness.reopen()
  expect(await harness.reads.snapshots.find(unused ?? '')).toBeNull()
  expect(await harness.reads.snapshots.find(used ?? '')).not.toBeNull()
})
