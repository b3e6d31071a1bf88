import { afterEach, beforeEach, expect, test } from 'vitest'
import { bash, failure, SchedulerHarness } from '../../src/testing/scheduler-harness.ts'
import { StoreExplainer } from '../../src/why/store-explainer.ts'

let harness: SchedulerHarness
let explainer: StoreExplainer

beforeEach(async () => {
  harness = await SchedulerHarness.create({ slots: 2, features: ['items'] })
  explainer = new StoreExplainer({ storage: harness.reads, live: harness.scheduler })
})

afterEach(async () => {
  await harness.dispose()
})

async function hindrances(): Promise<readonly string[]> {
  const execution = await harness.reads.executions.find(1)
  return (await explainer.whyNot(execution!, 'each')).hindrances
}

async function fail(index: number, message: string): Promise<void> {
  const attempt = harness.worker.started.findLast(({ item }) => item?.index === index)
  const ended = { outcome: failure({ message }), startedAt: 1, endedAt: 2 }
  await harness.report({ type: 'finished', attemptId: attempt?.attemptId ?? '', ...ended })
}

test('a task over a list says how many items are where, what keeps them waiting, and which failed', async () => {
  const retry = { retries: 1, retryDelaySeconds: 100, retryJitter: 0 }
  await harness.upload({
    tasks: [bash('each', { retry, mapOver: { list: [1, 2, 3, 4, 5], limit: 3, onFailure: 'all' } })],
  })
  await harness.start()
  await fail(0, 'no disk')
  const told = await hindrances()
  expect(told[0]).toBe(
    '"1/each/1" is RUNNING. Of its 5 items, 3 run or wait for a slot, 1 wait for their next attempt, 1 wait until others have ended.',
  )
  expect(told[1]).toBe('Items wait for a slot: tasks have all 2 slots of the workers.')
  expect(told[2]).toMatch(/^Item 0 is tried again at 1970-.*Z\. Its attempt 1 failed: no disk$/)
  await harness.pass(200)
  await fail(1, 'x')
  await fail(2, 'x')
  await fail(0, 'still no disk')
  expect((await hindrances()).join()).toContain('Item 0 failed: still no disk')
})
