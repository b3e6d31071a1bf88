import { afterEach, beforeEach, expect, test } from 'vitest'
import { bash, onEvent, SchedulerHarness, startAfter } from '../../src/testing/scheduler-harness.ts'

let harness: SchedulerHarness

beforeEach(async () => {
  harness = await SchedulerHarness.create()
})

afterEach(async () => {
  await harness.dispose()
})

test('a chain runs from its first task to the end of the execution', async () => {
  await harness.upload({
    tasks: [bash('a'), bash('b', { rules: [startAfter('a')] }), bash('c', { rules: [startAfter('b')] })],
  })
  const id = await harness.start()
  expect(harness.worker.started.map((spec) => spec.taskName)).toEqual(['a'])
  await harness.running('a')
  await harness.succeed('a', { answer: 42 })
  expect(harness.worker.attemptOf('b').trigger).toMatchObject({
    type: 'EVENT',
    rule: 'after-a',
    outputs: { a: { answer: 42 } },
  })
  await harness.succeed('b')
  await harness.succeed('c')
  expect(await harness.statuses(id)).toEqual({ a: 'SUCCESS 1', b: 'SUCCESS 1', c: 'SUCCESS 1' })
  expect(await harness.executionStatus(id)).toBe('SUCCESS')
})

test('an execution waits for the first event of a task, and carries on after a restart', async () => {
  await harness.upload({ tasks: [bash('a'), bash('b', { rules: [onEvent('START', 'go')] })] })
  const id = await harness.start()
  await harness.succeed('a')
  expect(await harness.executionStatus(id)).toBe('RUNNING')
  await harness.reopen()
  await harness.send('go', 'now')
  expect(harness.worker.attemptOf('b').trigger.events).toMatchObject([{ key: 'go', value: 'now' }])
  await harness.succeed('b')
  expect(await harness.executionStatus(id)).toBe('SUCCESS')
})

test('a start and its stop in one commit are both sent to the worker, which cannot stop an unknown attempt', async () => {
  const rules = [onEvent('START', 'go'), onEvent('STOP', 'halt'), onEvent('RESTART', 'again')]
  await harness.upload({ lifetime: 'untilStopped', tasks: [bash('a', { rules })] })
  const id = await harness.start()
  await harness.sendAll('go', 'halt')
  const { attemptId } = harness.worker.attemptOf('a')
  expect(harness.worker.commands).toEqual([`start ${attemptId}`, `stop ${attemptId}`])
  await harness.finished('a', { type: 'neverStarted' })
  expect(await harness.statuses(id)).toEqual({ a: 'STOPPED 1' })
  await harness.sendAll('again', 'again')
  await harness.finished('a', { type: 'neverStarted' })
  expect(await harness.statuses(id)).toEqual({ a: 'QUEUED 3' })
})

test('a stop ends all tasks, and nothing starts afterwards', async () => {
  await harness.upload({ tasks: [bash('a'), bash('b', { rules: [onEvent('START', 'go')] })] })
  const id = await harness.start()
  await harness.running('a')
  await harness.control({ type: 'stopExecution', workflowExecutionId: id })
  expect(harness.worker.stopped).toEqual([harness.worker.attemptOf('a').attemptId])
  await harness.send('go')
  expect(await harness.verdicts(id)).toEqual(['b START ignored execution is stopping'])
  await harness.finished('a', { type: 'stopped', message: null })
  expect(await harness.executionStatus(id)).toBe('STOPPED')
})
