import { afterEach, beforeEach, expect, test } from 'vitest'
import { FakeWorker, failure, onEvent, SchedulerHarness, startAfter } from '../../src/testing/scheduler-harness.ts'

/*
 * Each verb that wants something of a worker says its command once, and nothing else says one.
 */

let harness: SchedulerHarness
let id: number

beforeEach(async () => {
  harness = await SchedulerHarness.create()
})

afterEach(() => harness.dispose())

const JOB = { type: 'code', className: 'Job', ownStop: true }
const code = (name: string, more: Record<string, unknown> = {}) => ({ name, operator: JOB, ...more })

async function begin(task: Record<string, unknown> = code('a')): Promise<string> {
  await harness.upload({ tasks: [task] })
  id = await harness.start()
  return harness.worker.attemptOf('a').attemptId
}

/** What the worker is told from here on. */
function told(): string[] {
  const { commands } = harness.worker
  return commands.splice(0, commands.length)
}

const act = (action: 'START' | 'STOP' | 'RESTART', task = 'a') =>
  harness.control({ type: 'taskAction', workflowExecutionId: id, task, action })

test('an upload of a workflow with code warms it, and nothing else of a workflow does', async () => {
  await harness.upload({ tasks: [code('a')] })
  expect(told()).toEqual(['warm w'])
  await harness.upload({ tasks: [code('a')] })
  await harness.control({ type: 'setWorkflowEnabled', namespace: 'default', workflow: 'w', enabled: false })
  expect(told()).toEqual([])
})

test('an upload of a workflow of commands alone warms nothing', async () => {
  await harness.upload({ tasks: [{ name: 'a', operator: { type: 'bash', command: 'true' } }] })
  expect(told()).toEqual([])
})

test('an attempt that gets a slot is started once, whatever its worker reports of it', async () => {
  await harness.upload({ tasks: [code('a')] })
  told()
  id = await harness.start()
  const { attemptId } = harness.worker.attemptOf('a')
  await harness.control({ type: 'setHandle', workflowExecutionId: id, attemptId, handle: { job: 1 } })
  await harness.running('a')
  expect(told()).toEqual([`start ${attemptId}`])
})

test('a stop is sent once, whatever the worker reports before and after', async () => {
  const attemptId = await begin()
  told()
  await act('STOP')
  expect(told()).toEqual([`stop ${attemptId}`])
  await harness.running('a')
  await harness.report({ type: 'stopping', attemptId, phase: 'stop', error: null })
  await act('STOP')
  expect(told()).toEqual([])
})

test('a restart stops the living attempt, and starts the next one when it has ended', async () => {
  const first = await begin()
  await harness.running('a')
  told()
  await act('RESTART')
  expect(told()).toEqual([`stop ${first}`])
  await harness.finished('a', { type: 'stopped', message: null })
  expect(told()).toEqual([`start ${harness.worker.attemptOf('a').attemptId}`])
})

test('a start and its stop in one commit are sent in that order', async () => {
  await harness.upload({ tasks: [code('a', { rules: [onEvent('START', 'go'), onEvent('STOP', 'halt')] })] })
  id = await harness.start()
  told()
  await harness.sendAll('go', 'halt')
  const { attemptId } = harness.worker.attemptOf('a')
  expect(told()).toEqual([`start ${attemptId}`, `stop ${attemptId}`])
})

test('a retry starts the next attempt', async () => {
  const first = await begin(
    code('a', { retry: { retries: 1, retryDelaySeconds: 10, retryJitter: 0, retriesOnLost: 0 } }),
  )
  told()
  await harness.finished('a', failure())
  expect(told()).toEqual([])
  await harness.pass(10)
  const second = harness.worker.attemptOf('a').attemptId
  expect(second).not.toBe(first)
  expect(told()).toEqual([`start ${second}`])
})

test('a stop of an execution stops each of its living tasks', async () => {
  await harness.upload({ tasks: [code('a'), code('b'), code('c', { rules: [startAfter('a')] })] })
  id = await harness.start()
  const [a, b] = ['a', 'b'].map((task) => harness.worker.attemptOf(task).attemptId)
  told()
  await harness.control({ type: 'stopExecution', workflowExecutionId: id })
  expect(told().toSorted()).toEqual([`stop ${a}`, `stop ${b}`].toSorted())
})

test('work outside is stopped by an attempt that is started for it', async () => {
  const first = await begin()
  await harness.running('a')
  await harness.control({ type: 'setHandle', workflowExecutionId: id, attemptId: first, handle: { job: 1 } })
  told()
  await harness.finished('a', failure())
  const stopping = harness.worker.attemptOf('a')
  expect(stopping.purpose).toBe('stopOutside')
  expect(told()).toEqual([`start ${stopping.attemptId}`])
  await harness.report({ type: 'stopping', attemptId: stopping.attemptId, phase: 'outside', error: 'no route' })
  expect(told()).toEqual([])
})

test('outside work that a given-up worker was to stop is stopped by another worker', async () => {
  const first = await begin()
  await harness.running('a')
  await harness.control({ type: 'setHandle', workflowExecutionId: id, attemptId: first, handle: { job: 1 } })
  const other = new FakeWorker()
  await harness.scheduler.attachWorker(
    { id: 'other', storeId: null, bootId: 'boot', slots: 1, held: [], found: [] },
    other,
  )
  harness.scheduler.detachWorker('worker', harness.worker)
  await harness.control({ type: 'forgetWorker', workerId: 'worker' })
  expect(other.commands).toEqual([`start ${other.attemptOf('a').attemptId}`])
})
