import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { eventRow } from '../../../testing/rows.ts'
import { SqliteStage } from '../../../testing/sqlite-stage.ts'
import type { EventQuery } from '../../reads/event-reads.ts'
import type { StoredEvent } from '../../rows.ts'
import { BLOCK_SIZE, BLOCK_SWEEPS } from './event-blocks.ts'

let store: SqliteStage

beforeEach(async () => {
  store = await SqliteStage.create()
})

afterEach(() => store.remove())

describe('blocks of events', () => {
  test('what was noted by a commit that failed is noted again', async () => {
    await store.open()
    const repeated = { sender: 's', idempotencyKey: 'a' }
    await append([repeated])
    await expect(append([{ kind: 'timer', sender: 'rare' }, repeated])).rejects.toThrow(/refused/)
    await append([{ kind: 'timer', sender: 'rare' }])
    expect(await find({ kinds: ['timer'] })).toEqual([2])
    expect(await find({ sender: 'rare' })).toEqual([2])
  })

  test('what is like events that were swept from its block is still found, and nothing is left of the swept', async () => {
    await store.open()
    await append([{ sender: 'old', createTime: 1 }, ...times(9, { sender: 's', createTime: 1 })])
    await append(times(3, { sender: 's', createTime: 5 }))
    await store.sweep(5)
    expect(store.rows('SELECT sender, block FROM event_senders')).toEqual([{ sender: 's', block: 0 }])
    expect(await find({ sender: 's' })).toEqual([11, 12, 13])
    await store.sweep(6)
    expect(store.rows('SELECT * FROM event_senders')).toEqual([])
    await append([{ sender: 's', createTime: 7 }])
    expect(await find({ sender: 's' })).toEqual([14])
    expect(await find({ namespace: 'default', kinds: ['user'] })).toEqual([14])
  })

  test('many alike need a row per block, and are found on both sides of its edge', async () => {
    await store.open()
    await append(times(2 * BLOCK_SIZE, { sender: 's', namespace: 'n' }))
    expect(store.rows('SELECT count(*) AS count FROM event_senders')).toEqual([{ count: 3 }])
    const around = { beginOffset: BLOCK_SIZE - 2, endOffset: BLOCK_SIZE + 1 }
    expect(await find({ sender: 's', ...around })).toEqual([BLOCK_SIZE - 1, BLOCK_SIZE, BLOCK_SIZE + 1])
    expect(await find({ namespace: 'n', kinds: ['user'], ...around })).toHaveLength(3)
    expect(await find({ sender: 's' })).toHaveLength(2 * BLOCK_SIZE)
  })

  test.each(BLOCK_SWEEPS)('a sweep looks at the blocks of its events alone: %s', async (sweep) => {
    await store.open()
    const plan = store.rows(`EXPLAIN QUERY PLAN ${sweep.replaceAll('?1', '1')}`)
    expect(plan.length).toBeGreaterThan(2)
    expect(JSON.stringify(plan)).not.toContain('SCAN event_')
  })

  test('keys and executions have blocks of their own, which go with their events', async () => {
    await store.open()
    await append([{ key: 'rare', workflowExecutionId: 7, createTime: 1 }, ...times(2 * BLOCK_SIZE, { createTime: 1 })])
    await append([
      { key: 'rare', createTime: 5 },
      { namespace: 'n', key: 'rare', workflowExecutionId: 7, createTime: 5 },
    ])
    const last = 2 * BLOCK_SIZE + 3
    expect(await find({ keys: ['rare'] })).toEqual([1, last - 1, last])
    expect(await find({ keys: ['rare'], namespace: 'n' })).toEqual([last])
    expect(await find({ workflowExecutionId: 7 })).toEqual([1, last])
    expect(await find({ workflowExecutionId: 7, keys: ['k'] })).toEqual([])
    await store.sweep(5)
    expect(store.rows('SELECT * FROM event_executions')).toEqual([{ workflow_execution_id: 7, block: 2 }])
    expect(store.rows("SELECT block FROM event_keys WHERE key = 'rare' ORDER BY namespace")).toEqual([
      { block: 2 },
      { block: 2 },
    ])
    expect(await find({ keys: ['rare'] })).toEqual([last - 1, last])
  })

  test('events of a store of 0.1.0 are found, and what followed from them', async () => {
    store.fillOld(
      1,
      `
INSERT INTO events WITH RECURSIVE n (i) AS (VALUES (1) UNION ALL SELECT i + 1 FROM n WHERE i < 1000)
SELECT i, iif(i = 600, 'timer', 'user'), 'default', iif(i % 300 = 0, 'rare', 'k'), NULL,
  iif(i % 400 = 0, 'rare', NULL), NULL, iif(i IN (3, 999), 7, NULL), 1,
  iif(i IN (2, 900), 1, NULL), 0, NULL
FROM n;
INSERT INTO store VALUES (1, 'id', 0, 0, 1000, 0, 0, 0, 0, 0, 0, 0)`,
    )
    await store.open()
    expect(await find({ sender: 'rare' })).toEqual([400, 800])
    expect(await find({ kinds: ['timer'] })).toEqual([600])
    expect(await find({ keys: ['rare'] })).toEqual([300, 600, 900])
    expect(await find({ workflowExecutionId: 7 })).toEqual([3, 999])
    const caused = await store.read((reads) => reads.events.causedBy(1, 9))
    expect(caused.map(({ offset }) => offset)).toEqual([2, 900])
  })
})

function append(events: readonly Partial<StoredEvent>[]): Promise<void> {
  return store.commit({
    events: events.map((event, index) => eventRow({ ...event, offset: store.lastOffset + index + 1 })),
  })
}

/** The offsets of what matches; both ways and counted alike. */
function find(query: Partial<EventQuery>): Promise<number[]> {
  const asked = { beginOffset: 0, ...query }
  return store.read(async (reads) => {
    const { items: oldest } = await reads.events.list({ ...asked, limit: 10_000, newestFirst: false })
    const { items: newest } = await reads.events.list({ ...asked, limit: 10_000, newestFirst: true })
    const { count } = await reads.events.count(asked)
    const offsets = oldest.map(({ offset }) => offset)
    expect(newest.map(({ offset }) => offset)).toEqual(offsets.toReversed())
    expect(count).toBe(offsets.length)
    return offsets
  })
}

function times(count: number, event: Partial<StoredEvent>): Partial<StoredEvent>[] {
  return Array.from({ length: count }, () => event)
}
