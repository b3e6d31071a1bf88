import { afterEach, beforeEach, expect, test } from 'vitest'
import { bash, onEvent, SchedulerHarness, startAfter } from '../../src/testing/scheduler-harness.ts'

let harness: SchedulerHarness

beforeEach(async () => {
  harness = await SchedulerHarness.create()
})

afterEach(async () => {
  await harness.dispose()
})

const rerun = (workflowExecutionId: number) => harness.control({ type: 'rerunExecution', workflowExecutionId })

const THREE = {
  tasks: [bash('a'), bash('b', { rules: [startAfter('a')] }), bash('c', { rules: [startAfter('b')] })],
}

/** An execution in which "a" succeeded with an output, and "b" failed. */
async function failedExecution(): Promise<number> {
  await harness.upload(THREE)
  const id = await harness.start()
  await harness.succeed('a', 'from a')
  await harness.fail('b')
  expect(await harness.executionStatus(id)).toBe('FAILED')
  return id
}

test.each([
  ['at once', async () => undefined],
  ['after a restart', async () => harness.reopen()],
])('a rerun starts failed tasks with their original input, and dependent tasks follow, %s', async (_when, between) => {
  const id = await failedExecution()
  await between()
  expect(await rerun(id)).toEqual({ ok: true, value: { workflowExecutionId: id, tasks: ['b'] } })
  expect(await harness.executionStatus(id)).toBe('RUNNING')
  expect(harness.worker.attemptOf('b')).toMatchObject({ sequenceNumber: 2, trigger: { outputs: { a: 'from a' } } })
  await harness.succeed('b')
  await harness.succeed('c')
  expect(await harness.statuses(id)).toEqual({ a: 'SUCCESS 1', b: 'SUCCESS 2', c: 'SUCCESS 1' })
  expect(await harness.executionStatus(id)).toBe('SUCCESS')
})

test('a rerun of a stopped execution restarts the stopped tasks', async () => {
  await harness.upload(THREE)
  const id = await harness.start()
  await harness.running('a')
  await harness.control({ type: 'stopExecution', workflowExecutionId: id })
  expect(await rerun(id)).toMatchObject({ ok: false, error: { code: 'EXECUTION_STOPPING' } })
  await harness.finished('a', { type: 'stopped', message: null })
  expect(await harness.executionStatus(id)).toBe('STOPPED')
  expect(await rerun(id)).toMatchObject({ ok: true, value: { tasks: ['a'] } })
  expect(await harness.statuses(id)).toEqual({ a: 'QUEUED 2' })
})

test('a rerun in a living execution restarts failed tasks beside the running ones', async () => {
  await harness.upload({ tasks: [bash('a'), bash('b')] })
  const id = await harness.start()
  await harness.fail('a')
  expect(await rerun(id)).toMatchObject({ ok: true, value: { tasks: ['a'] } })
  expect(await harness.statuses(id)).toEqual({ a: 'QUEUED 2', b: 'QUEUED 1' })
})

test('an execution without failed tasks cannot be re-run, and stays ended', async () => {
  await harness.upload({ tasks: [bash('a')] })
  const id = await harness.start()
  await harness.succeed('a')
  expect(await rerun(id)).toMatchObject({ ok: false, error: { code: 'NOTHING_TO_RERUN' } })
  expect(await harness.executionStatus(id)).toBe('SUCCESS')
  expect(await rerun(99)).toMatchObject({ ok: false, error: { code: 'WORKFLOW_EXECUTION_NOT_FOUND' } })
})

test('all living executions of a workflow are stopped by one request, those of others are left alone', async () => {
  await harness.upload({ tasks: [bash('a'), bash('b', { rules: [onEvent('START', 'go')] })] })
  await harness.upload({ name: 'other', tasks: [bash('a')] })
  const ids = [await harness.start(), await harness.start(), await harness.start()]
  const other = await harness.start('other')
  await harness.control({ type: 'stopExecution', workflowExecutionId: ids[0] ?? 0 })
  const stopAll = { type: 'stopExecutions', namespace: 'default', workflow: 'w' } as const
  expect(await harness.control(stopAll)).toEqual({ ok: true, value: { stopped: 2 } })
  expect(await harness.control(stopAll)).toEqual({ ok: true, value: { stopped: 0 } })
  expect(await Promise.all(ids.map((id) => harness.statuses(id)))).toEqual(ids.map(() => ({ a: 'STOPPING 1' })))
  expect(await harness.statuses(other)).toEqual({ a: 'QUEUED 1' })
})

test('more executions are stopped than one commit may stop, also when everything is lost in between', async () => {
  await harness.upload({ tasks: Array.from({ length: 150 }, (_, index) => bash(`t${index}`)) })
  for (let count = 0; count < 100; count += 1) await harness.start()
  const stopAll = { type: 'stopExecutions', namespace: 'default', workflow: 'w' } as const
  expect(await harness.control(stopAll)).toEqual({ ok: true, value: { stopped: 100 } })
  const stopping = async () =>
    (await harness.reads.executions.list({}, { limit: 1000 })).items.filter((row) => row.stopping)
  // As many as a commit may change.
  expect(await stopping()).toHaveLength(66)
  await harness.start()
  await harness.reopen()
  await harness.pass(0.01)
  const ids = (await stopping()).map(({ id }) => id)
  expect(ids.toSorted((a, b) => a - b)).toEqual(Array.from({ length: 100 }, (_, index) => index + 1))
})
