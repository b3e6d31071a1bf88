import { afterEach, beforeEach, expect, test } from 'vitest'
import { bash, IDLE, onEvent, SchedulerHarness } from '../../src/testing/scheduler-harness.ts'

let harness: SchedulerHarness

beforeEach(async () => {
  harness = await SchedulerHarness.create()
})

afterEach(async () => {
  await harness.dispose()
})

const OF = { sender: 'producer', idempotencyKey: 'one' }

function append(...events: { sender?: string | null; idempotencyKey: string | null }[]) {
  const event = { namespace: 'default', key: 'k', value: null, sender: null, context: null, workflowExecutionId: null }
  return harness.scheduler.append(events.map((more) => ({ ...event, ...more })))
}

beforeEach(async () => {
  const rule = onEvent('START', 'k', { whenAlive: 'queue' })
  await harness.upload({ lifetime: 'untilStopped', tasks: [bash('a', { rules: [rule] })] })
  await harness.start()
})

test('an event that is sent twice is stored and applied once, and its sender gets the first offset', async () => {
  const [first] = await append(OF)
  expect(await append(OF)).toEqual([{ offset: first?.offset, duplicate: true }])
  await harness.reopen()
  expect(await append(OF)).toEqual([{ offset: first?.offset, duplicate: true }])
  expect(await harness.verdicts(1)).toEqual(['a START fired'])
})

test('duplicates are also found within one request and in concurrent requests', async () => {
  const [[one, two], [three]] = await Promise.all([append(OF, OF), append(OF)])
  expect([one?.duplicate, two?.duplicate, three?.duplicate]).toEqual([false, true, true])
  expect(new Set([one?.offset, two?.offset, three?.offset]).size).toBe(1)
  expect(await harness.verdicts(1)).toHaveLength(1)
})

test('keys are scoped to a sender and a namespace; events without a sender have their own scope', async () => {
  await harness.upload({ namespace: 'elsewhere', tasks: IDLE })
  const offsets = new Set([
    (await append(OF))[0]?.offset,
    (await append({ ...OF, sender: 'other' }))[0]?.offset,
    (await append({ ...OF, sender: null }))[0]?.offset,
    (await append({ ...OF, sender: '' }))[0]?.offset,
    await harness.send('k', null, { ...OF, namespace: 'elsewhere' }),
  ])
  expect(offsets.size).toBe(5)
})

test('an event without a key is a new one each time', async () => {
  const [first, second] = await append({ idempotencyKey: null }, { idempotencyKey: null })
  expect(second?.offset).toBe((first?.offset ?? 0) + 3)
})

test('offsets are dense and in order under concurrent requests', async () => {
  const sent = await Promise.all(
    Array.from({ length: 200 }, (_, index) => append({ idempotencyKey: `${index % 150}` })),
  )
  expect(sent.flat().filter(({ duplicate }) => duplicate)).toHaveLength(50)
  const query = { beginOffset: 0, limit: 1000, newestFirst: false }
  const offsets = (await harness.reads.events.list(query)).items.map((event) => event.offset)
  expect(offsets).toEqual(offsets.map((_, index) => index + 1))
  expect(offsets.at(-1)).toBe(harness.scheduler.lastOffset)
})
