import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { EMPTY_COMMIT, eventRow, NO_COUNTERS } from '../../testing/rows.ts'
import { createTemporaryFolder } from '../../testing/temporary-folder.ts'
import type { StoredEvent } from '../rows.ts'
import type { EventQuery } from '../storage.ts'
import { BLOCK_SIZE } from './event-blocks.ts'
import { MIGRATIONS } from './migrations/migrations.ts'
import { openStore } from './open-store.ts'
import { SqliteReadStorage } from './sqlite-read-storage.ts'
import { SqliteSchedulerStorage } from './sqlite-scheduler-storage.ts'

let folder: Awaited<ReturnType<typeof createTemporaryFolder>>
let path: string
let storage: SqliteSchedulerStorage
let epoch: number
let lastOffset: number

beforeEach(async () => {
  folder = await createTemporaryFolder()
  path = join(folder.path, 'aiflow.db')
  storage = new SqliteSchedulerStorage({ path })
})

afterEach(async () => {
  await storage.close()
  await folder.remove()
})

describe('blocks of events', () => {
  test('what was noted by a commit that failed is noted again', async () => {
    await open()
    const repeated = { sender: 's', idempotencyKey: 'a' }
    await append([repeated])
    await expect(append([{ kind: 'timer', sender: 'rare' }, repeated])).rejects.toThrow(/refused/)
    await append([{ kind: 'timer', sender: 'rare' }])
    expect(await find({ kinds: ['timer'] })).toEqual([2])
    expect(await find({ sender: 'rare' })).toEqual([2])
  })

  test('what is like events that were swept from its block is still found, and nothing is left of the swept', async () => {
    await open()
    await append([{ sender: 'old', createTime: 1 }, ...times(9, { sender: 's', createTime: 1 })])
    await append(times(3, { sender: 's', createTime: 5 }))
    await sweep(5)
    expect(rows('SELECT sender, block FROM event_senders')).toEqual([{ sender: 's', block: 0 }])
    expect(await find({ sender: 's' })).toEqual([11, 12, 13])
    await sweep(6)
    expect(rows('SELECT * FROM event_senders')).toEqual([])
    await append([{ sender: 's', createTime: 7 }])
    expect(await find({ sender: 's' })).toEqual([14])
    expect(await find({ namespace: 'default', kinds: ['user'] })).toEqual([14])
  })

  test('many alike need a row per block, and are found on both sides of its edge', async () => {
    await open()
    await append(times(2 * BLOCK_SIZE, { sender: 's', namespace: 'n' }))
    expect(rows('SELECT count(*) AS count FROM event_senders')).toEqual([{ count: 3 }])
    const around = { beginOffset: BLOCK_SIZE - 2, endOffset: BLOCK_SIZE + 1 }
    expect(await find({ sender: 's', ...around })).toEqual([BLOCK_SIZE - 1, BLOCK_SIZE, BLOCK_SIZE + 1])
    expect(await find({ namespace: 'n', kinds: ['user'], ...around })).toHaveLength(3)
    expect(await find({ sender: 's' })).toHaveLength(2 * BLOCK_SIZE)
  })

  test('events of a store of 0.1.0 are found, and what followed from them', async () => {
    const old = openStore({ path, timeMs: 0, migrations: MIGRATIONS.slice(0, 1) })
    old.execute(`
INSERT INTO events WITH RECURSIVE n (i) AS (VALUES (1) UNION ALL SELECT i + 1 FROM n WHERE i < 1000)
SELECT i, iif(i = 600, 'timer', 'user'), 'default', 'k', NULL, iif(i % 400 = 0, 'rare', NULL), NULL, NULL, 1,
  iif(i IN (2, 900), 1, NULL), 0, NULL
FROM n;
INSERT INTO store VALUES (1, 'id', 0, 0, 1000, 0, 0, 0, 0, 0, 0, 0)`)
    old.close()
    await open()
    expect(await find({ sender: 'rare' })).toEqual([400, 800])
    expect(await find({ kinds: ['timer'] })).toEqual([600])
    const reads = new SqliteReadStorage({ path })
    expect((await reads.listCausedEvents(1, 9)).map(({ offset }) => offset)).toEqual([2, 900])
    await reads.close()
  })
})

async function open(): Promise<void> {
  await storage.open()
  const image = await storage.load()
  epoch = image.epoch
  lastOffset = image.counters.lastOffset
}

async function append(events: readonly Partial<StoredEvent>[]): Promise<void> {
  await storage.commit({
    ...EMPTY_COMMIT,
    epoch,
    expectedOffset: lastOffset,
    counters: { ...NO_COUNTERS, lastOffset: lastOffset + events.length },
    events: events.map((event, index) => eventRow({ ...event, offset: lastOffset + index + 1 })),
  })
  lastOffset += events.length
}

/** Removes the events from before a time, in slices of four. */
async function sweep(keepAfter: number): Promise<void> {
  const bounds = { keepAfter, keepProducerKeysAfter: 0, now: 10 }
  let position = await storage.sweepHistory(bounds, { position: null, limit: 4 })
  while (position !== null) position = await storage.sweepHistory(bounds, { position, limit: 4 })
}

/** The offsets of what matches; both ways and counted alike. */
async function find(query: Partial<EventQuery>): Promise<number[]> {
  const reads = new SqliteReadStorage({ path })
  const asked = { beginOffset: 0, ...query }
  const oldest = await reads.listEvents({ ...asked, limit: 10_000, newestFirst: false })
  const newest = await reads.listEvents({ ...asked, limit: 10_000, newestFirst: true })
  const { count } = await reads.countEvents(asked)
  await reads.close()
  const offsets = oldest.map(({ offset }) => offset)
  expect(newest.map(({ offset }) => offset)).toEqual(offsets.toReversed())
  expect(count).toBe(offsets.length)
  return offsets
}

function times(count: number, event: Partial<StoredEvent>): Partial<StoredEvent>[] {
  return Array.from({ length: count }, () => event)
}

function rows(sql: string): unknown[] {
  const database = new DatabaseSync(path)
  const found = database.prepare(sql).all()
  database.close()
  return found.map((row) => ({ ...row }))
}
