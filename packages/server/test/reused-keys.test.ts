import { afterEach, beforeEach, expect, test } from 'vitest'
import type { NewUserEvent } from '../src/log/ring-port.ts'
import { bash, onEvent, SchedulerHarness } from '../src/testing/scheduler-harness.ts'
import { HttpHarness } from './http-harness.ts'

const EVENT = { namespace: 'default', key: 'k', value: 'v', sender: 's', context: null, workflowExecutionId: null }
const POISON = `CREATE TRIGGER poison BEFORE INSERT ON task_executions WHEN NEW.task_name = 'bad'
  BEGIN SELECT RAISE(ABORT, 'this row is poison'); END`
const REUSED = { code: 'IDEMPOTENCY_KEY_REUSED' }

let harness: SchedulerHarness

beforeEach(async () => {
  harness = await SchedulerHarness.create()
})

afterEach(async () => {
  await harness.dispose()
})

function keyed(idempotencyKey: string, more: Partial<NewUserEvent> = {}): NewUserEvent {
  return { ...EVENT, idempotencyKey, ...more }
}

async function stored(): Promise<string[]> {
  const query = { kinds: ['user'], beginOffset: 0, limit: 100, newestFirst: false }
  return (await harness.reads.listEvents(query)).items.map(({ key, value }) => `${key} ${value}`)
}

test.each([
  ['key', { key: 'other' }],
  ['value', { value: 'other' }],
  ['value, which is none', { value: null }],
  ['context', { context: '{}' }],
])('a key that is used again for an event with another %s is refused, also after a restart', async (_, other) => {
  const [first] = await harness.scheduler.append([keyed('1')])
  const details = { idempotencyKey: '1', offset: first?.offset }
  await expect(harness.scheduler.append([keyed('1', other)])).rejects.toMatchObject({ ...REUSED, details })
  await harness.reopen()
  await expect(harness.scheduler.append([keyed('1', other)])).rejects.toMatchObject(REUSED)
  expect(await harness.scheduler.append([keyed('1')])).toEqual([{ offset: first?.offset, duplicate: true }])
  expect(await stored()).toEqual(['k v'])
})

test('an event for one execution is another one than that for all', async () => {
  await harness.upload({ lifetime: 'untilStopped', tasks: [] })
  const workflowExecutionId = await harness.start()
  await harness.scheduler.append([keyed('1', { workflowExecutionId })])
  await expect(harness.scheduler.append([keyed('1')])).rejects.toMatchObject(REUSED)
})

test('of a request with such an event nothing is stored', async () => {
  await harness.scheduler.append([keyed('1')])
  const events = [keyed('2'), keyed('1', { value: 'other' }), keyed('3')]
  await expect(harness.scheduler.append(events)).rejects.toMatchObject(REUSED)
  const within = [keyed('4'), keyed('4', { value: 'other' })]
  await expect(harness.scheduler.append(within)).rejects.toMatchObject({ ...REUSED, details: { idempotencyKey: '4' } })
  expect(await stored()).toEqual(['k v'])
})

test('of requests at once the first has the key, and the others are stored as ever', async () => {
  const answers = await Promise.allSettled([
    harness.scheduler.append([keyed('1')]),
    harness.scheduler.append([keyed('2'), keyed('1', { value: 'other' })]),
    harness.scheduler.append([keyed('1')]),
    harness.scheduler.append([keyed('2', { value: 'two' })]),
  ])
  expect(answers.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'fulfilled', 'fulfilled'])
  expect(await stored()).toEqual(['k v', 'k two'])
})

test('the same where the commit has to be done again', async () => {
  await harness.upload({ lifetime: 'untilStopped', tasks: [bash('bad', { rules: [onEvent('START', 'bad')] })] })
  await harness.start()
  harness.sql(POISON)
  const answers = await Promise.allSettled([
    harness.scheduler.append([keyed('1', { key: 'bad' })]),
    harness.scheduler.append([keyed('2'), keyed('1', { key: 'bad', value: 'other' }), keyed('3')]),
    harness.scheduler.append([keyed('2', { value: 'two' }), keyed('2', { value: 'two' })]),
  ])
  expect(answers.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'fulfilled'])
  expect(await stored()).toEqual(['bad v', 'k two'])
})

test('what history has passed over counts as the same', async () => {
  const [first] = await harness.scheduler.append([keyed('1')])
  harness.sql('DELETE FROM events')
  expect(await harness.scheduler.append([keyed('1', { value: 'other' })])).toEqual([
    { offset: first?.offset, duplicate: true },
  ])
})

test('over HTTP the answer is 409, for a key of an event as for one of a request with events', async () => {
  const http = await HttpHarness.create()
  const send = (body: unknown, key: string) =>
    http.call('/api/v1/events', {
      method: 'POST',
      headers: {
        authorization: `Bearer ${http.token}`,
        'content-type': 'application/json',
        'idempotency-key': key,
      },
      body: JSON.stringify(body),
    })
  expect(await send({ events: [{ key: 'a' }, { key: 'b', value: '1' }] }, 'x')).toMatchObject({ status: 200 })
  expect(await send({ events: [{ key: 'a' }, { key: 'b', value: '1' }] }, 'x')).toMatchObject({ status: 200 })
  expect(await send({ events: [{ key: 'a' }, { key: 'b', value: '2' }] }, 'x')).toMatchObject({
    status: 409,
    body: { ...REUSED, details: { idempotencyKey: 'x/1' }, detail: expect.stringContaining('"b"') },
  })
  const { client } = http
  await client.events.send({ key: 'c', idempotencyKey: 'one' })
  await expect(client.events.send({ key: 'd', idempotencyKey: 'one' })).rejects.toMatchObject(REUSED)
  expect(await client.events.count({})).toMatchObject({ count: 3 })
  await http.dispose()
})
