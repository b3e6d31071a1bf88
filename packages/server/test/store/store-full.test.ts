import { isAIFlowError } from '@aiflow/sdk/internal/errors'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { bash, onEvent, SchedulerHarness } from '../../src/testing/scheduler-harness.ts'

const NO_LIMIT = 1_000_000_000
const CODE = { type: 'code', expectEventKeys: ['asked'], className: 'C' } as const

let harness: SchedulerHarness

beforeEach(async () => {
  harness = await SchedulerHarness.create()
  await harness.upload({
    lifetime: 'untilStopped',
    tasks: [
      bash('a', { rules: [onEvent('START', 'go'), { name: 'code', action: 'START', condition: CODE }] }),
      bash('runs', { rules: [] }),
    ],
  })
  await harness.start()
  await harness.running('runs')
})

afterEach(async () => {
  await harness.dispose()
})

/** The offsets that were acknowledged, until the store was full. */
async function fill(): Promise<number[]> {
  const offsets: number[] = []
  for (;;) {
    try {
      offsets.push(await harness.send('filler', 'x'.repeat(20_000)))
    } catch (error) {
      if (isAIFlowError(error) && error.code === 'STORE_FULL') return offsets
      throw error
    }
  }
}

async function storedOffsets(key: string): Promise<number[]> {
  const query = { keys: [key], beginOffset: 0, limit: 1000, newestFirst: false }
  return (await harness.reads.events.list(query)).items.map(({ offset }) => offset)
}

test('a full store refuses events and loses none that it accepted, and continues when it has space again', async () => {
  const pages = harness.pageCount()
  harness.storage.limitPages(pages + 60)
  const acknowledged = await fill()
  expect(acknowledged.length).toBeGreaterThan(3)
  await expect(harness.send('go', 'x'.repeat(20_000))).rejects.toMatchObject({ code: 'STORE_FULL' })
  expect(await storedOffsets('filler')).toEqual(acknowledged)
  expect(harness.lost).toBeNull()
  expect(harness.scheduler.storeFault).toMatchObject({ code: 'STORE_FULL' })
  expect(await harness.executionStatus(1)).toBe('RUNNING')
  harness.storage.limitPages(NO_LIMIT)
  await harness.send('go')
  await expect.poll(() => harness.scheduler.storeFault, { timeout: 10_000 }).toBeNull()
  expect(harness.startedTasks()).toEqual(['runs', 'a'])
  expect(await harness.statuses(1)).toEqual({ runs: 'RUNNING 1', a: 'QUEUED 1' })
  expect(await harness.reads.deadLetters.count()).toBe(0)
})

test('the server finds out that a store has space again even without an event', async () => {
  harness.storage.limitPages(harness.pageCount() + 60)
  await fill()
  harness.storage.limitPages(NO_LIMIT)
  await expect.poll(() => harness.scheduler.storeFault, { timeout: 10_000 }).toBeNull()
})

test('an event that waits for a condition keeps waiting while the store is full, and does not become a dead letter', async () => {
  const answer = Promise.withResolvers<void>()
  harness.worker.evaluation = async () => {
    await answer.promise
    // Too large for what is left.
    return { type: 'ok', met: true, states: { large: 'x'.repeat(900_000) } }
  }
  await harness.send('asked')
  harness.storage.limitPages(harness.pageCount() + 60)
  answer.resolve()
  await expect.poll(() => harness.worker.asked.length).toBeGreaterThan(1)
  expect(harness.startedTasks()).toEqual(['runs'])
  expect(await harness.reads.deadLetters.count()).toBe(0)
  harness.storage.limitPages(NO_LIMIT)
  await expect.poll(() => harness.startedTasks()).toEqual(['runs', 'a'])
  expect(await harness.reads.deadLetters.count()).toBe(0)
})
