import { afterEach, beforeEach, expect, test } from 'vitest'
import type { NewUserEvent } from '../../src/log/event-log.ts'
import { bash, IDLE, onEvent, SchedulerHarness } from '../../src/testing/scheduler-harness.ts'
import { HttpHarness } from '../http/http-harness.ts'

const EVENT = { namespace: 'default', key: 'k', value: 'v', sender: 's', context: null, workflowExecutionId: null }
const POISON = `CREATE TRIGGER poison BEFORE INSERT ON task_executions WHEN NEW.task_name = 'bad'
  BEGIN SELECT RAISE(ABORT, 'this row is poison'); END`
type Answer = Awaited<ReturnType<HttpHarness['call']>>
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
  return (await harness.reads.events.list(query)).items.map(({ key, value }) => `${key} ${value}`)
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

test('an event for one execution differs from the same event for all', async () => {
  await harness.upload({ lifetime: 'untilStopped', tasks: IDLE })
  const workflowExecutionId = await harness.start()
  await harness.scheduler.append([keyed('1', { workflowExecutionId })])
  await expect(harness.scheduler.append([keyed('1')])).rejects.toMatchObject(REUSED)
})

test('nothing of a request with such an event is stored', async () => {
  await harness.scheduler.append([keyed('1')])
  const events = [keyed('2'), keyed('1', { value: 'other' }), keyed('3')]
  await expect(harness.scheduler.append(events)).rejects.toMatchObject(REUSED)
  const within = [keyed('4'), keyed('4', { value: 'other' })]
  await expect(harness.scheduler.append(within)).rejects.toMatchObject({ ...REUSED, details: { idempotencyKey: '4' } })
  expect(await stored()).toEqual(['k v'])
})

test('the first of concurrent requests gets the key, and others are stored as usual', async () => {
  const answers = await Promise.allSettled([
    harness.scheduler.append([keyed('1')]),
    harness.scheduler.append([keyed('2'), keyed('1', { value: 'other' })]),
    harness.scheduler.append([keyed('1')]),
    harness.scheduler.append([keyed('2', { value: 'two' })]),
  ])
  expect(answers.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'fulfilled', 'fulfilled'])
  expect(await stored()).toEqual(['k v', 'k two'])
})

test('the same holds if the commit has to be redone', async () => {
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

test('a swept event counts as the same', async () => {
  const [first] = await harness.scheduler.append([keyed('1')])
  harness.sql('DELETE FROM events')
  expect(await harness.scheduler.append([keyed('1', { value: 'other' })])).toEqual([
    { offset: first?.offset, duplicate: true },
  ])
})

async function withHttp(
  run: (http: HttpHarness, send: (body: unknown, key?: string) => Promise<Answer>) => Promise<void>,
) {
  const http = await HttpHarness.create()
  const send = (body: unknown, key?: string) =>
    http.call('/api/v1/events', {
      method: 'POST',
      headers: {
        authorization: `Bearer ${http.token}`,
        'content-type': 'application/json',
        ...(key === undefined ? {} : { 'idempotency-key': key }),
      },
      body: JSON.stringify(body),
    })
  try {
    await run(http, send)
  } finally {
    await http.dispose()
  }
}

test('over HTTP the answer is 409', () =>
  withHttp(async ({ client }) => {
    await client.events.send({ key: 'c', idempotencyKey: 'one' })
    await expect(client.events.send({ key: 'd', idempotencyKey: 'one' })).rejects.toMatchObject(REUSED)
    expect(await client.events.count({})).toMatchObject({ count: 1 })
  }))

test.each([
  ['another value', [{ key: 'a' }, { key: 'b', value: '2' }]],
  ['another event in place of one', [{ key: 'a' }, { key: 'c', value: '1' }]],
  ['the same events in another order', [{ key: 'b', value: '1' }, { key: 'a' }]],
  ['more events', [{ key: 'a' }, { key: 'b', value: '1' }, { key: 'c' }]],
  ['fewer events', [{ key: 'a' }]],
  ['other events, and more of them', [{ key: 'x' }, { key: 'y' }, { key: 'z' }]],
  [
    'another sender',
    [
      { key: 'a', sender: 's' },
      { key: 'b', value: '1' },
    ],
  ],
  [
    'another namespace',
    [
      { key: 'a', namespace: 'other' },
      { key: 'b', value: '1' },
    ],
  ],
])('a key of a request is refused for one with %s', (_, events) =>
  withHttp(async ({ client }, send) => {
    await client.namespaces.add('other')
    const first = { events: [{ key: 'a' }, { key: 'b', value: '1' }] }
    const stored = await send(first, 'x')
    expect(stored).toMatchObject({ status: 200, body: { offsets: [{ duplicate: false }, { duplicate: false }] } })
    expect(await send({ events }, 'x')).toMatchObject({
      status: 409,
      body: { ...REUSED, details: { idempotencyKey: 'x' }, detail: expect.stringContaining('other events') },
    })
    expect(await send(first, 'x')).toMatchObject({ body: { offsets: [{ duplicate: true }, { duplicate: true }] } })
    expect(await client.events.count({})).toMatchObject({ count: 2 })
  }),
)

test('concurrent requests with the same key are distinguished, too', () =>
  withHttp(async ({ client }, send) => {
    const answers = await Promise.all([
      send({ events: [{ key: 'a' }, { key: 'b' }] }, 'x'),
      send({ events: [{ key: 'a' }] }, 'x'),
      send({ events: [{ key: 'a' }, { key: 'b' }, { key: 'c' }] }, 'x'),
    ])
    expect(answers.map(({ status }) => status).sort()).toEqual([200, 409, 409])
    const count = (await client.events.count({})).count
    expect(answers.find(({ status }) => status === 200)?.body.offsets).toHaveLength(count)
  }))

test('the key of a request never meets those of events, of other callers and of other requests', () =>
  withHttp(async ({ client }, send) => {
    expect(await send({ events: [{ key: 'a' }, { key: 'b' }] }, 'x')).toMatchObject({ status: 200 })
    for (const idempotencyKey of ['x', 'x/0', 'x/1', 'x/2']) {
      expect(await send({ key: 'own', idempotencyKey })).toMatchObject({ body: { offsets: [{ duplicate: false }] } })
    }
    const mixed = { events: [{ key: 'own', value: '1', idempotencyKey: 'y' }, { key: 'a' }] }
    expect(await send(mixed, 'x/0')).toMatchObject({ body: { offsets: [{ duplicate: false }, { duplicate: false }] } })
    expect(await send(mixed, 'x/0')).toMatchObject({ body: { offsets: [{ duplicate: true }, { duplicate: true }] } })
    expect(await client.events.count({})).toMatchObject({ count: 8 })
  }))
