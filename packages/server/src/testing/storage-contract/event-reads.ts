import { MAX_VALUE_BYTES } from '@aiflow/sdk/internal/limits'
import { describe, expect, test } from 'vitest'
import type { EventQuery } from '../../storage/reads/event-reads.ts'
import { eventRow } from '../rows.ts'
import { type CreateStore, type StoreSession, withStore } from './store-session.ts'

export function describeEventReads(create: CreateStore): void {
  describe('reading events', () => {
    test('an event comes back as it was stored', () => withStore(create, readWholeEvent))
    test('unicode, NUL, empty and huge values come back unchanged', () => withStore(create, readDifficultTexts))
    test('each filter matches alone, and all of them together are ANDed', () => withStore(create, readFiltered))
    test('the begin is exclusive, the end inclusive, and the limit cuts from the side asked for', () =>
      withStore(create, readRange))
    test('several keys are merged in the order of offsets', () => withStore(create, readSeveralKeys))
    test('a few matches are found, in order and counted, all over a long log', () => withStore(create, readLongLog))
    test('events are counted, also per sender', () => withStore(create, countPerSender))
    test('the last event of each sender is found, however long ago it was sent', () => withStore(create, findLastSent))
    test('a time is turned into the greatest offset at or before it', () => withStore(create, turnTimeIntoOffset))
  })
}

async function readWholeEvent(store: StoreSession): Promise<void> {
  const event = eventRow({
    offset: 1,
    kind: 'status',
    namespace: 'ns',
    key: 'key',
    value: 'value',
    sender: 'sender',
    context: '{"a":1}',
    workflowExecutionId: 12,
    createTime: 1_790_000_000_123,
    causeOffset: 0,
    depth: 3,
    idempotencyKey: 'client_1_1',
  })
  const bare = eventRow({ offset: 2, createTime: 1_790_000_000_123 })
  await store.commit({ events: [event, bare] })
  expect(await list(store, {})).toEqual([event, bare])
}

async function readDifficultTexts(store: StoreSession): Promise<void> {
  const texts = [
    '',
    'é\u{1F600}\u202e',
    'a\0b\0',
    "'; DROP TABLE events; --",
    '\ufeff\r\n',
    'x'.repeat(MAX_VALUE_BYTES),
  ]
  const events = texts.map((text, index) => eventRow({ offset: index + 1, value: text, context: text, sender: text }))
  await store.commit({ events })
  expect(await list(store, {})).toEqual(events)
  const found = await list(store, { sender: 'a\0b\0' })
  expect(found.map(({ offset }) => offset)).toEqual([3])
}

async function readFiltered(store: StoreSession): Promise<void> {
  await store.commit({
    events: [
      eventRow({ offset: 1, namespace: 'n', key: 'a', sender: 's', kind: 'user', workflowExecutionId: 1 }),
      eventRow({ offset: 2, namespace: 'm', key: 'a', sender: 's', kind: 'user', workflowExecutionId: 1 }),
      eventRow({ offset: 3, namespace: 'n', key: 'b', sender: 's', kind: 'user', workflowExecutionId: 1 }),
      eventRow({ offset: 4, namespace: 'n', key: 'a', sender: 't', kind: 'user', workflowExecutionId: 1 }),
      eventRow({ offset: 5, namespace: 'n', key: 'a', sender: 's', kind: 'timer', workflowExecutionId: 1 }),
      eventRow({ offset: 6, namespace: 'n', key: 'a', sender: 's', kind: 'user', workflowExecutionId: 2 }),
      eventRow({ offset: 7, namespace: 'n', key: 'a', sender: null, kind: 'user', workflowExecutionId: null }),
    ],
  })
  const missing = async (query: Omit<EventQuery, 'beginOffset'>) => {
    const found = new Set((await list(store, query)).map(({ offset }) => offset))
    expect((await store.reader.events.count({ beginOffset: 0, ...query })).count).toBe(found.size)
    return [1, 2, 3, 4, 5, 6, 7].filter((offset) => !found.has(offset))
  }
  expect(await missing({ namespace: 'n' })).toEqual([2])
  expect(await missing({ keys: ['a'] })).toEqual([3])
  expect(await missing({ sender: 's' })).toEqual([4, 7])
  expect(await missing({ kinds: ['user', 'report'] })).toEqual([5])
  expect(await missing({ workflowExecutionId: 1 })).toEqual([6, 7])
  const all = { namespace: 'n', keys: ['a'], sender: 's', kinds: ['user'], workflowExecutionId: 1 }
  expect(await missing(all)).toEqual([2, 3, 4, 5, 6, 7])
  expect(await missing({ ...all, keys: [] })).toEqual([1, 2, 3, 4, 5, 6, 7])
}

async function readRange(store: StoreSession): Promise<void> {
  const events = [1, 2, 3, 4, 5, 6].map((offset) => eventRow({ offset }))
  await store.commit({ events })
  const read = async (limit: number, newestFirst: boolean, endOffset?: number) => {
    const { items } = await store.reader.events.list({ beginOffset: 2, endOffset, limit, newestFirst })
    return items.map(({ offset }) => offset)
  }
  expect(await read(10, false)).toEqual([3, 4, 5, 6])
  expect(await read(10, false, 5)).toEqual([3, 4, 5])
  expect(await read(2, false, 5)).toEqual([3, 4])
  expect(await read(2, true, 5)).toEqual([5, 4])
  expect(await read(10, false, 2)).toEqual([])
}

async function readSeveralKeys(store: StoreSession): Promise<void> {
  const keys = ['a', 'b', 'c', 'b', 'a', 'd', 'a']
  await store.commit({ events: keys.map((key, index) => eventRow({ offset: index + 1, key })) })
  const read = async (newestFirst: boolean) => {
    const { items } = await store.reader.events.list({ beginOffset: 0, keys: ['a', 'b', 'a'], limit: 3, newestFirst })
    return items.map(({ offset }) => offset)
  }
  expect(await read(false)).toEqual([1, 2, 4])
  expect(await read(true)).toEqual([7, 5, 4])
  expect((await store.reader.events.count({ beginOffset: 1, keys: ['a', 'b'] })).count).toBe(4)
}

async function readLongLog(store: StoreSession): Promise<void> {
  const offsets = Array.from({ length: 12_000 }, (_, index) => index + 1)
  const rare = [1, 5000, 5001, 9999, 10_000, 12_000]
  const senderOf = (offset: number) => (rare.includes(offset) ? 'rare' : null)
  await store.commit({ events: offsets.map((offset) => eventRow({ offset, sender: senderOf(offset) })) })
  const read = async (query: { beginOffset: number; endOffset?: number; limit: number; newestFirst: boolean }) =>
    (await store.reader.events.list({ sender: 'rare', ...query })).items.map(({ offset }) => offset)
  expect(await read({ beginOffset: 0, limit: 9, newestFirst: false })).toEqual(rare)
  expect(await read({ beginOffset: 0, limit: 9, newestFirst: true })).toEqual(rare.toReversed())
  expect(await read({ beginOffset: 0, limit: 3, newestFirst: false })).toEqual([1, 5000, 5001])
  expect(await read({ beginOffset: 1, limit: 4, newestFirst: true })).toEqual([12_000, 10_000, 9999, 5001])
  expect(await read({ beginOffset: 5000, endOffset: 9999, limit: 9, newestFirst: true })).toEqual([9999, 5001])
  const { items: all } = await store.reader.events.list({ beginOffset: 0, limit: 20_000, newestFirst: true })
  expect(all.map(({ offset }) => offset)).toEqual(offsets.toReversed())
  const bySender = [
    { sender: null, count: 11_994 },
    { sender: 'rare', count: 6 },
  ]
  expect(await store.reader.events.count({ beginOffset: 0 })).toEqual({ count: 12_000, bySender })
}

async function countPerSender(store: StoreSession): Promise<void> {
  const senders = ['s', null, 't', 's', 's', null]
  await store.commit({ events: senders.map((sender, index) => eventRow({ offset: index + 1, sender })) })
  expect(await store.reader.events.count({ beginOffset: 0 })).toEqual({
    count: 6,
    bySender: [
      { sender: 's', count: 3 },
      { sender: null, count: 2 },
      { sender: 't', count: 1 },
    ],
  })
  expect(await store.reader.events.count({ beginOffset: 3, endOffset: 4 })).toEqual({
    count: 1,
    bySender: [{ sender: 's', count: 1 }],
  })
  expect(await store.reader.events.count({ beginOffset: 6 })).toEqual({ count: 0, bySender: [] })
}

async function findLastSent(store: StoreSession): Promise<void> {
  const of = (name: string) => ({ namespace: 'default', sender: name, principal: `task:${name}` })
  const sent = (offset: number, name: string) => eventRow({ offset, kind: 'user', key: `of-${name}`, ...of(name) })
  const requests = Array.from({ length: 3000 }, (_, index) =>
    eventRow({ ...of('a'), offset: index + 4, kind: 'control' }),
  )
  const others = { ...sent(3, 'a'), principal: 'token:someone' }
  await store.commit({ events: [sent(1, 'a'), sent(2, 'b'), others, ...requests, sent(3004, 'b')] })
  const found = await store.reader.events.lastSent([of('a'), of('none'), of('b'), { ...of('b'), namespace: 'team' }])
  expect(found.map((event) => event?.offset ?? null)).toEqual([1, null, 3004, null])
  expect(found[0]).toMatchObject({ key: 'of-a' })
  expect(await store.reader.events.lastSent([])).toEqual([])
}

async function turnTimeIntoOffset(store: StoreSession): Promise<void> {
  expect(await store.reader.events.offsetOfTime(100)).toBe(0)
  const times = [10, 10, 20, 20, 20, 35]
  await store.commit({ events: times.map((createTime, index) => eventRow({ offset: index + 1, createTime })) })
  const offsets = await Promise.all(
    [0, 9, 10, 11, 19, 20, 34, 35, 36].map((time) => store.reader.events.offsetOfTime(time)),
  )
  expect(offsets).toEqual([0, 0, 2, 2, 2, 5, 5, 6, 6])
  expect(await store.reader.events.offsetOfTime(Number.MAX_SAFE_INTEGER)).toBe(6)
}

async function list(store: StoreSession, query: Omit<EventQuery, 'beginOffset'>) {
  return (await store.reader.events.list({ beginOffset: 0, limit: 1000, newestFirst: false, ...query })).items
}
