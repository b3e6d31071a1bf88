import { afterAll, beforeAll, expect, test } from 'vitest'
import { bash, onEvent, SchedulerHarness, startAfter } from '../../../src/testing/scheduler-harness.ts'

let harness: SchedulerHarness

beforeAll(async () => {
  harness = await SchedulerHarness.create()
  await harness.upload({
    tasks: [
      bash('first'),
      bash('then', { rules: [startAfter('first')] }),
      bash('on-go', { rules: [onEvent('START', 'go')] }),
      bash('on-later', { rules: [onEvent('START', 'later')] }),
    ],
  })
})

afterAll(async () => {
  await harness.dispose()
})

test('the id of a request goes with all tasks that follow from it, also after a restart', async () => {
  const { result } = await harness.scheduler.control(
    { type: 'startExecution', namespace: 'default', workflow: 'w' },
    'somebody',
    { requestId: 'request-1' },
  )
  expect(await result).toMatchObject({ ok: true })
  expect(harness.worker.attemptOf('first').requestId).toBe('request-1')
  const { attemptId } = harness.worker.attemptOf('first')
  await harness.reopen()
  const outcome = { type: 'success', output: null } as const
  await harness.report({ type: 'finished', attemptId, outcome, startedAt: harness.now, endedAt: harness.now })
  expect(harness.worker.attemptOf('then').requestId).toBe('request-1')
})

test('the id of the request that sent an event goes with the tasks that it starts', async () => {
  await harness.send('go', null, { requestId: 'request-2' })
  expect(harness.worker.attemptOf('on-go').requestId).toBe('request-2')
  const { items } = await harness.reads.tasks.list({ workflowExecutionId: 1, task: 'on-go' }, { limit: 1 })
  expect(items[0]?.requestId).toBe('request-2')
})

test('the id of a request goes with an event that waits, also over a restart', async () => {
  const paused = { type: 'setExecutionPaused', workflowExecutionId: 1 } as const
  await harness.control({ ...paused, paused: true })
  await harness.send('later', null, { requestId: 'request-3' })
  await harness.reopen()
  await harness.control({ ...paused, paused: false })
  await expect.poll(() => harness.startedTasks()).toContain('on-later')
  expect(harness.worker.attemptOf('on-later').requestId).toBe('request-3')
})
