import { expect, test } from 'vitest'
import { bash, onEvent, SchedulerHarness, startAfter } from '../../src/testing/scheduler-harness.ts'

/** Everything that is stored of one run through a workflow with retries, a restart, and starts that wait. */
async function historyOfRun(): Promise<unknown> {
  const ids = Array.from({ length: 100 }, (_, index) => `attempt-${index}`)
  const harness = await SchedulerHarness.create({ newAttemptId: () => ids.pop() ?? '' })
  try {
    await harness.upload({
      tasks: [
        bash('stream', { rules: [onEvent('RESTART', 'again')] }),
        bash('train', {
          retry: { retries: 1, retryDelaySeconds: 1, retryBackoff: 1 },
          rules: [onEvent('START', 'data', { whenAlive: 'queue' })],
        }),
        bash('deploy', { rules: [startAfter('train')] }),
      ],
    })
    await harness.control({ type: 'startExecution', namespace: 'default', workflow: 'w' })
    for (const key of ['data', 'data', 'again', 'data']) await harness.send(key)
    await harness.fail('train')
    await harness.pass(3600)
    await harness.succeed('train')
    await harness.succeed('stream')
    const events = await harness.reads.events.list({ beginOffset: 0, limit: 1000, newestFirst: false })
    const tasks = await harness.reads.tasks.list({ workflowExecutionId: 1 }, { limit: 1000 })
    expect(tasks.items.length).toBeGreaterThan(3)
    return { events: events.items, tasks: tasks.items }
  } finally {
    await harness.dispose()
  }
}

test('the same events, with the same clock and ids, lead to the same decisions', async () => {
  expect(await historyOfRun()).toEqual(await historyOfRun())
})
