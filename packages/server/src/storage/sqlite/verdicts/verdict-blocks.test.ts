import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { eventRow, verdictRow } from '../../../testing/rows.ts'
import { SqliteStage } from '../../../testing/sqlite-stage.ts'
import type { VerdictRow } from '../../rows.ts'

const BLOCKS = 'SELECT event_block, verdict_block FROM verdict_blocks'

let store: SqliteStage
let nextId: number

beforeEach(async () => {
  store = await SqliteStage.create()
  nextId = 1
})

afterEach(() => store.remove())

describe('blocks of verdicts', () => {
  test('verdicts are found by their event, near and far from those on its neighbours', async () => {
    await store.open()
    await judge(times(5, { eventOffset: 20 }))
    // Another lane was paused: it judges the same event long after.
    await judge(times(1000, { eventOffset: 40 }))
    await judge([{ eventOffset: 20, lane: 'execution:2' }, { eventOffset: 21 }])
    expect(await idsOf(20)).toEqual([1, 2, 3, 4, 5, 1006])
    expect(await idsOf(21)).toEqual([1007])
    expect(await idsOf(22)).toEqual([])
  })

  test('verdicts that share a block need one row for each block of events', async () => {
    await store.open()
    for (let offset = 1; offset < 64; offset += 1) await judge([{ eventOffset: offset }])
    expect(store.rows(BLOCKS)).toEqual([0, 1, 2, 3].map((block) => ({ event_block: block, verdict_block: 0 })))
  })

  test('each event of those whose verdicts are one row leads to it', async () => {
    await store.open()
    const offsets = Array.from({ length: 50 }, (_, index) => 10 * index + 1)
    await judge(offsets.map((eventOffset) => ({ eventOffset, verdict: 'ignored', reason: 'alive' })))
    expect(store.rows('SELECT count(*) AS count FROM verdicts')).toEqual([{ count: 1 }])
    for (const [index, offset] of offsets.entries()) expect(await idsOf(offset)).toEqual([index + 1])
  })

  test('what was noted by a commit that failed is noted again', async () => {
    await store.open()
    const first = verdictRow({ id: 1, eventOffset: 2 })
    await expect(store.commit({ verdicts: [first, { ...first, lane: 'execution:2' }] })).rejects.toThrow(/refused/)
    await judge([{ eventOffset: 2 }])
    expect(await idsOf(2)).toEqual([1])
  })

  test('nothing is left of events that are swept, and the way to the others is', async () => {
    await store.open()
    const events = Array.from({ length: 40 }, (_, index) =>
      eventRow({ offset: index + 1, createTime: index < 31 ? 1 : 5 }),
    )
    await store.commit({ events })
    await judge(events.map(({ offset, createTime }) => ({ eventOffset: offset, createTime })))
    await store.sweep(5)
    expect(store.rows(BLOCKS)).toEqual([{ event_block: 2, verdict_block: 0 }])
    expect(await idsOf(31)).toEqual([])
    expect(await idsOf(32)).toEqual([32])
    await judge([{ eventOffset: 33, createTime: 6 }])
    expect(await idsOf(33)).toEqual([33, 41])
  })

  test('verdicts of a store of 0.1.0 are found', async () => {
    store.fillOld(
      1,
      `
INSERT INTO verdicts WITH RECURSIVE n (i) AS (VALUES (1) UNION ALL SELECT i + 1 FROM n WHERE i < 500)
SELECT i, i * 3, 'execution:1', 'a', 'r', 'ignored', 'START', 'alive', NULL, 1 FROM n;
INSERT INTO store VALUES (1, 'id', 0, 0, 1500, 0, 0, 0, 500, 0, 0, 0)`,
    )
    await store.open()
    for (const id of [1, 63, 64, 300, 500]) expect(await idsOf(id * 3)).toEqual([id])
    expect(await idsOf(4)).toEqual([])
  })
})

async function judge(verdicts: readonly Partial<VerdictRow>[]): Promise<void> {
  await store.commit({ verdicts: verdicts.map((verdict, index) => verdictRow({ ...verdict, id: nextId + index })) })
  nextId += verdicts.length
}

async function idsOf(offset: number): Promise<number[]> {
  const found = await store.read((reads) => reads.verdicts.ofEvent({ offset, limit: 5000 }))
  return found.map(({ id }) => id)
}

function times(count: number, verdict: Partial<VerdictRow>): Partial<VerdictRow>[] {
  return Array.from({ length: count }, () => verdict)
}
