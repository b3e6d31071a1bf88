import { MAX_CURSORS } from '@aiflow/sdk/internal/limits'
import { afterEach, beforeEach, expect, test } from 'vitest'
import type { CursorMove } from '../../src/log/cursor.ts'
import type { NewUserEvent } from '../../src/log/event-log.ts'
import { SchedulerHarness } from '../../src/testing/scheduler-harness.ts'

const NAME = { source: 'orders', partition: '0' }

let harness: SchedulerHarness

beforeEach(async () => {
  harness = await SchedulerHarness.create()
})

afterEach(async () => {
  await harness.dispose()
})

function event(key: string, more: Partial<NewUserEvent> = {}): NewUserEvent {
  const empty = { value: null, sender: null, context: null, workflowExecutionId: null, idempotencyKey: null }
  return { namespace: 'default', key, ...empty, ...more }
}

function move(expected: string | null, next: string, more: Partial<CursorMove> = {}): { cursor: CursorMove } {
  return { cursor: { ...NAME, expected, next, ...more } }
}

async function keys(): Promise<string[]> {
  const { items } = await harness.reads.events.list({ beginOffset: 0, limit: 1000, newestFirst: false })
  return items.flatMap(({ kind, key }) => (kind === 'user' ? [key] : []))
}

test('a cursor is stored with the events, and read back', async () => {
  expect(await harness.scheduler.cursor(NAME)).toBeNull()
  await harness.scheduler.append([event('a'), event('b')], move(null, '2'))
  expect(await harness.scheduler.cursor(NAME)).toBe('2')
  await harness.scheduler.append([event('c')], move('2', '3'))
  expect(await harness.scheduler.cursor(NAME)).toBe('3')
  expect(await keys()).toEqual(['a', 'b', 'c'])
})

test.each([
  ['another position', '1'],
  ['no position yet', null],
])('events whose cursor expects %s are refused whole, and nothing is stored', async (_, expected) => {
  await harness.scheduler.append([event('a')], move(null, '2'))
  const refused = harness.scheduler.append([event('b'), event('c')], move(expected, '4'))
  await expect(refused).rejects.toMatchObject({
    code: 'CURSOR_MOVED',
    details: { ...NAME, expected, stored: '2' },
  })
  expect(await keys()).toEqual(['a'])
  expect(await harness.scheduler.cursor(NAME)).toBe('2')
})

test('of two requests at once that expect the same position one is stored', async () => {
  const both = await Promise.allSettled([
    harness.scheduler.append([event('a')], move(null, '1')),
    harness.scheduler.append([event('b')], move(null, '1')),
  ])
  expect(both.map(({ status }) => status)).toEqual(['fulfilled', 'rejected'])
  expect(await keys()).toEqual(['a'])
})

test('requests at once that follow each other are all stored', async () => {
  const names = Array.from({ length: 20 }, (_, index) => String(index))
  await Promise.all(
    names.map((name, index) => harness.scheduler.append([event(name)], move(names[index - 1] ?? null, name))),
  )
  expect(await keys()).toEqual(names)
  expect(await harness.scheduler.cursor(NAME)).toBe('19')
})

test('each source and partition has its own cursor, whatever characters are in the names', async () => {
  const names = [
    NAME,
    { ...NAME, partition: '1' },
    { source: 'a","b', partition: 'c' },
    { source: 'a', partition: 'b","c' },
  ]
  for (const [index, name] of names.entries()) await harness.scheduler.append([], move(null, String(index), name))
  expect(await Promise.all(names.map((name) => harness.scheduler.cursor(name)))).toEqual(['0', '1', '2', '3'])
})

test('a cursor moves although no event came, and although all of them were stored before', async () => {
  await harness.scheduler.append([], move(null, '1'))
  const sent = event('a', { sender: 's', idempotencyKey: 'k' })
  await harness.scheduler.append([sent], move('1', '2'))
  expect(await harness.scheduler.append([sent], move('2', '3'))).toMatchObject([{ duplicate: true }])
  expect(await harness.scheduler.cursor(NAME)).toBe('3')
  expect(await keys()).toEqual(['a'])
})

test('a request that is refused for another reason does not move its cursor', async () => {
  const sent = event('a', { sender: 's', idempotencyKey: 'k' })
  await harness.scheduler.append([sent])
  const reused = harness.scheduler.append([event('b'), { ...sent, value: 'other' }], move(null, '1'))
  await expect(reused).rejects.toMatchObject({ code: 'IDEMPOTENCY_KEY_REUSED' })
  const nowhere = harness.scheduler.append([event('b', { namespace: 'nowhere' })], move(null, '1'))
  await expect(nowhere).rejects.toMatchObject({ code: 'NAMESPACE_NOT_FOUND' })
  expect(await harness.scheduler.cursor(NAME)).toBeNull()
  expect(await keys()).toEqual(['a'])
})

test('a cursor survives a restart, and continues from its position', async () => {
  await harness.scheduler.append([event('a')], move(null, '1'))
  await harness.reopen()
  expect(await harness.scheduler.cursor(NAME)).toBe('1')
  await expect(harness.scheduler.append([event('b')], move(null, '1'))).rejects.toMatchObject({ code: 'CURSOR_MOVED' })
  await harness.scheduler.append([event('b')], move('1', '2'))
  await harness.reopen()
  expect(await harness.scheduler.cursor(NAME)).toBe('2')
  expect(await keys()).toEqual(['a', 'b'])
})

test('events and cursor are stored once although the first commit with them fails', async () => {
  const commit = harness.storage.commit.bind(harness.storage)
  harness.storage.commit = async () => {
    harness.storage.commit = commit
    throw new Error('a commit that fails')
  }
  await harness.scheduler.append([event('a'), event('b'), event('c')], move(null, '3'))
  expect(await keys()).toEqual(['a', 'b', 'c'])
  await harness.reopen()
  expect(await harness.scheduler.cursor(NAME)).toBe('3')
})

test('names and positions that are too long are refused', async () => {
  for (const cursor of [{ source: 's'.repeat(257) }, { partition: 'p'.repeat(257) }]) {
    const refused = harness.scheduler.append([event('a')], move(null, '1', cursor))
    await expect(refused).rejects.toMatchObject({ code: 'INVALID_ARGUMENT' })
  }
  const refused = harness.scheduler.append([event('a')], move(null, 'n'.repeat(4097)))
  await expect(refused).rejects.toMatchObject({ code: 'INVALID_ARGUMENT' })
  expect(await keys()).toEqual([])
})

test('a new cursor beyond the limit is refused, and those that are there still move', async () => {
  const names = Array.from({ length: MAX_CURSORS }, (_, index) => ({ partition: String(index) }))
  await Promise.all(names.map((name) => harness.scheduler.append([], move(null, '1', name))))
  const refused = harness.scheduler.append([event('a')], move(null, '1', { partition: 'one more' }))
  await expect(refused).rejects.toMatchObject({ code: 'CURSORS_FULL', details: { limit: MAX_CURSORS } })
  await harness.reopen()
  const again = harness.scheduler.append([event('a')], move(null, '1', { source: 'another' }))
  await expect(again).rejects.toMatchObject({ code: 'CURSORS_FULL' })
  await harness.scheduler.append([event('b')], move('1', '2', { partition: '9' }))
  expect(await keys()).toEqual(['b'])
})
