import { afterAll, beforeAll, expect, test } from 'vitest'
import { HttpHarness } from './http-harness.ts'

let harness: HttpHarness

beforeAll(async () => {
  harness = await HttpHarness.create()
})

afterAll(async () => {
  await harness.dispose()
})

test('an event that was sent is in the log', async () => {
  const { client } = harness
  const { offset, duplicate } = await client.events.send({ key: 'hello', value: 'world', sender: 'me', context: '{}' })
  expect(duplicate).toBe(false)
  const { items, next } = await client.events.list({ key: 'hello' })
  expect(items).toMatchObject([
    { offset, kind: 'user', namespace: 'default', key: 'hello', value: 'world', sender: 'me' },
  ])
  expect(next).toBeNull()
})

test('an event with a known idempotency key gets the first offset back', async () => {
  const { client } = harness
  const event = { key: 'once', idempotencyKey: 'same' }
  const first = await client.events.send(event)
  expect(await client.events.send(event)).toEqual({ offset: first.offset, duplicate: true })
  expect(await client.events.count({ key: 'once' })).toMatchObject({ count: 1 })
})

test('a batch is stored in its order, and pages lead through it in both directions', async () => {
  const { client } = harness
  const sent = await client.events.sendMany(
    Array.from({ length: 5 }, (_, index) => ({ key: 'page', value: `${index}` })),
  )
  expect(sent.map(({ offset }) => offset - (sent[0]?.offset ?? 0))).toEqual([0, 1, 2, 3, 4])
  const first = await client.events.list({ key: 'page', limit: 3 })
  const second = await client.events.list({ key: 'page', limit: 3, beginOffset: first.next ?? 0 })
  expect([...first.items, ...second.items].map(({ value }) => value)).toEqual(['0', '1', '2', '3', '4'])
  const newest = await client.events.list({ key: 'page', limit: 2, newestFirst: true })
  const older = await client.events.list({ key: 'page', limit: 9, newestFirst: true, endOffset: newest.next ?? 0 })
  expect([...newest.items, ...older.items].map(({ value }) => value)).toEqual(['4', '3', '2', '1', '0'])
})

test('a batch with a bad event is stored not at all', async () => {
  const events = [{ key: 'good-in-bad-batch' }, { key: '' }]
  const { status, body } = await harness.post('/api/v1/events', JSON.stringify({ events }))
  expect(status).toBe(400)
  expect(body).toMatchObject({ code: 'INVALID_ARGUMENT', detail: expect.stringContaining('"events[1].key"') })
  expect(await harness.client.events.count({ key: 'good-in-bad-batch' })).toMatchObject({ count: 0 })
})

test('events are counted by sender, and times are converted to offsets', async () => {
  const { client } = harness
  const before = Date.now()
  const { offset } = await client.events.send({ key: 'counted', sender: 'a' })
  await client.events.send({ key: 'counted', sender: 'b' })
  const { count, bySender } = await client.events.count({ key: 'counted' })
  expect({ count, senders: bySender.map(({ sender }) => sender).sort() }).toEqual({ count: 2, senders: ['a', 'b'] })
  expect(await client.events.offsetOf(new Date(before - 60_000))).toBe(0)
  expect(await client.events.offsetOf(Date.now() + 60_000)).toBeGreaterThan(offset)
  const since = await client.events.list({ key: 'counted', beginTime: new Date(before).toISOString() })
  expect(since.items).toHaveLength(2)
})

test.each([
  ['a reserved key', { key: 'aiflow/task-status/w/a' }, 'RESERVED_KEY'],
  ['a key that is too long', { key: 'k'.repeat(1025) }, 'TOO_LARGE'],
  ['a value that is too long', { key: 'k', value: 'v'.repeat(1_048_577) }, 'TOO_LARGE'],
  ['a context that is too long', { key: 'k', context: 'ü'.repeat(40_000) }, 'TOO_LARGE'],
  ['no key', { key: '' }, 'INVALID_ARGUMENT'],
  ['a bad namespace', { key: 'k', namespace: '../x' }, 'INVALID_ARGUMENT'],
  ['an unknown namespace', { key: 'k', namespace: 'nowhere' }, 'NAMESPACE_NOT_FOUND'],
  ['an execution that does not exist', { key: 'k', workflowExecutionId: 999 }, 'WORKFLOW_EXECUTION_NOT_FOUND'],
])('an event with %s is refused', async (_what, event, code) => {
  await expect(harness.client.events.send(event)).rejects.toMatchObject({ name: 'AIFlowError', code })
})
