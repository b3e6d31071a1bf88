import type { TaskAction } from '@aiflow/sdk/internal/model'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { readTaskExecution } from '../../src/requests/executions/task-execution-detail.ts'
import { bash, onEvent, SchedulerHarness } from '../../src/testing/scheduler-harness.ts'

let harness: SchedulerHarness

beforeEach(async () => {
  harness = await SchedulerHarness.create()
})

afterEach(async () => {
  await harness.dispose()
})

/** Of the newest run of the task "a": its number, and the restarts until then. */
async function told(id: number): Promise<string> {
  const { items } = await harness.reads.tasks.list({ workflowExecutionId: id, task: 'a' }, { limit: 1 })
  const sequenceNumber = items[0]?.sequenceNumber ?? 0
  const storage = harness.reads
  const name = { workflowExecutionId: id, task: 'a', sequenceNumber }
  const { restarts, attemptNumber } = await readTaskExecution({ storage, live: harness.scheduler }, name)
  return `#${sequenceNumber}.${attemptNumber} ${Object.values(restarts ?? {}).join(' ')}`
}

async function stopped(): Promise<void> {
  await harness.finished('a', { type: 'stopped', message: null })
}

test('restarts by rules, by hand and by the timer are counted, and no start and no retry', async () => {
  const retry = { retries: 1, retryDelaySeconds: 1 }
  const rules = [onEvent('START', 'go'), onEvent('RESTART', 'again'), onEvent('STOP', 'halt')]
  await harness.upload({ tasks: [bash('a', { rules, retry }), bash('b')], lifetime: 'untilStopped' })
  const id = await harness.start()
  const ask = (action: TaskAction) =>
    harness.control({ type: 'taskAction', workflowExecutionId: id, task: 'a', action })

  await harness.send('again')
  expect(await told(id)).toBe('#1.1 0 0 0')
  await harness.running('a')
  await harness.send('again')
  await stopped()
  expect(await told(id)).toBe('#2.1 1 0 0')
  await harness.running('a')
  await ask('RESTART')
  await stopped()
  expect(await told(id)).toBe('#3.1 1 1 0')

  await harness.fail('a')
  await harness.pass(2)
  expect(await told(id)).toBe('#3.2 1 1 0')
  await harness.succeed('a')
  await harness.send('go')
  expect(await told(id)).toBe('#4.1 1 1 0')
  await harness.running('a')
  await harness.send('halt')
  await stopped()
  await harness.send('go')
  expect(await told(id)).toBe('#5.1 1 1 0')
})

test('a timer that restarts a task counts as such', async () => {
  await harness.upload({
    tasks: [bash('a', { periodicExpression: 'interval@0 0 1 0', periodicWhenAlive: 'restart' })],
  })
  const id = await harness.start()
  await harness.pass(60)
  await harness.running('a')
  await harness.pass(60)
  await stopped()
  expect(await told(id)).toBe('#2.1 0 0 1')
})
