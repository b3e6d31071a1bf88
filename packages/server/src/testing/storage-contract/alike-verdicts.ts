import { beforeAll, describe, expect, test } from 'vitest'
import type { LaneId } from '../../model/lane-id.ts'
import type { StoredEvent, VerdictRow } from '../../storage/rows.ts'
import { eventRow, verdictRow } from '../rows.ts'
import { type CreateStore, readPages, type StoreSession, withStore } from './store-session.ts'

const LANES: readonly LaneId[] = ['execution:1', 'workflow:1']
const RULES = ['r1', 'r2']
const TASKS = ['a', 'b']
/** Events of each commit; few stand alone, and one is more than a store may keep together. */
const COMMITS = [1, 2, 90, 1, 300, 50]
/** What is asked of single events: those around what a store may see as an edge, and some others. */
const ASKED = [1, 2, 3, 4, 93, 94, 95, 255, 256, 257, 393, 394, 395, 444]

/** Verdicts that differ in nothing but their event, which a store may keep together, against the same in memory. */
export function describeAlikeVerdicts(create: CreateStore): void {
  describe('verdicts that are alike', () => {
    const commits: Verdicts[] = []
    beforeAll(() => {
      commits.push(...createCommits())
    })
    const filled = (run: (store: StoreSession, rows: readonly VerdictRow[]) => Promise<void>) => () =>
      withStore(create, async (store) => {
        for (const commit of commits) await store.commit(commit)
        await run(
          store,
          commits.flatMap(({ verdicts }) => verdicts),
        )
      })

    test('are listed page by page as they were decided, whatever lies between them', filled(pageThrough))
    test('are found by each of their events', filled(askEvents))
    test('are found by the step of their events', filled(askSteps))
    test('are found by their rule, from any event backwards', filled(askRules))
    test('go with their lane', filled(sweepLane))
    test('stay until they are old, each by its own time', () => withStore(create, sweepOld))
  })
}

interface Verdicts {
  readonly events: readonly StoredEvent[]
  readonly verdicts: readonly VerdictRow[]
}

async function pageThrough(store: StoreSession, rows: readonly VerdictRow[]): Promise<void> {
  for (const lane of LANES) {
    for (const task of [undefined, 'a']) {
      const expected = rows.filter((row) => row.lane === lane && (task === undefined || row.task === task)).reverse()
      const pages = await readPages((page) => store.reader.verdicts.list({ lane, task }, page), 61)
      expect(pages.flat()).toEqual(expected)
      expect(pages.slice(0, -1).every(({ length }) => length === 61)).toBe(true)
    }
  }
}

async function askEvents(store: StoreSession, rows: readonly VerdictRow[]): Promise<void> {
  for (const offset of ASKED) {
    const expected = rows.filter(({ eventOffset }) => eventOffset === offset)
    expect(expected.length).toBeGreaterThan(2)
    expect(await store.reader.verdicts.ofEvent({ offset, limit: 100 })).toEqual(expected)
    expect(await store.reader.verdicts.ofEvent({ offset, limit: 2 })).toEqual(expected.slice(0, 2))
    const [, lane] = LANES
    const ofLane = await store.reader.verdicts.ofEvent({ offset, lane, limit: 100 })
    expect(ofLane).toEqual(expected.filter((row) => row.lane === lane))
  }
}

async function askSteps(store: StoreSession, rows: readonly VerdictRow[]): Promise<void> {
  for (const offset of [1, 3, 250, 255]) {
    const expected = rows.filter(({ eventOffset }) => eventOffset === offset || causeOf(eventOffset) === offset)
    expect(expected.some(({ eventOffset }) => eventOffset !== offset)).toBe(true)
    expect(await store.reader.verdicts.ofStep(offset, 100)).toEqual(expected)
    expect(await store.reader.verdicts.ofStep(offset, 3)).toEqual(expected.slice(0, 3))
  }
}

async function askRules(store: StoreSession, rows: readonly VerdictRow[]): Promise<void> {
  for (const lane of LANES) {
    for (const task of [...TASKS, null]) {
      for (const beforeOffset of [undefined, 1, 3, 200, 256, 257]) {
        const expected = rows
          .filter((row) => row.lane === lane && row.task === task && row.rule === 'r1')
          .filter(({ eventOffset }) => beforeOffset === undefined || eventOffset < beforeOffset)
          .reverse()
        for (const limit of [1, 1000]) {
          const found = await store.reader.verdicts.ofRule({ lane, task, rule: 'r1', beforeOffset, limit })
          expect(found).toEqual(expected.slice(0, limit))
        }
      }
    }
  }
}

async function sweepLane(store: StoreSession, rows: readonly VerdictRow[]): Promise<void> {
  await store.commit({ workflowExecutions: { deleted: [1] } })
  while (await store.scheduler.history.sweepDeleted(100));
  const [gone, ...others] = LANES
  for (const lane of others) {
    const expected = rows.filter((row) => row.lane === lane).reverse()
    const pages = await readPages((page) => store.reader.verdicts.list({ lane }, page), 1000)
    expect(pages.flat()).toEqual(expected)
  }
  expect((await store.reader.verdicts.list({ lane: gone ?? 'workflow:1' }, { limit: 1 })).items).toEqual([])
  expect((await store.reader.verdicts.ofEvent({ offset: 200, lane: gone, limit: 1 })).length).toBe(0)
}

async function sweepOld(store: StoreSession): Promise<void> {
  const rows = [1, 1, 2, 2, 2, 3].map((createTime, index) =>
    verdictRow({ id: index + 1, eventOffset: index + 1, verdict: 'ignored', createTime }),
  )
  await store.commit({ verdicts: rows })
  for (const keepAfter of [1, 2, 3, 4]) {
    let position = null
    do {
      const bounds = { keepAfter, keepProducerKeysAfter: 0, now: 10 }
      position = await store.scheduler.history.sweep(bounds, { position, limit: 2 })
    } while (position !== null)
    const { items } = await store.reader.verdicts.list({ lane: 'execution:1' }, { limit: 10 })
    expect(items).toEqual(rows.filter(({ createTime }) => createTime >= keepAfter).reverse())
  }
}

function createCommits(): Verdicts[] {
  const commits: Verdicts[] = []
  let lastOffset = 0
  let lastId = 4000
  for (const [index, count] of COMMITS.entries()) {
    const offsets = Array.from({ length: count }, (_, at) => lastOffset + at + 1)
    lastOffset += count
    const verdicts = offsets.flatMap(verdictsOn).map((row) => {
      lastId += 1
      return { ...row, id: lastId, createTime: index }
    })
    commits.push({ events: offsets.map(eventOf), verdicts })
  }
  return commits
}

/** Some events follow from the one before, and the last from one long ago. */
function eventOf(offset: number): StoredEvent {
  return eventRow({ offset, causeOffset: causeOf(offset), kind: causeOf(offset) === null ? 'user' : 'status' })
}

function causeOf(offset: number): number | null {
  if (offset === 444) return 1
  return offset % 4 === 0 || offset === 2 ? offset - 1 : offset === 251 ? 250 : null
}

/** Every rule ignores most events, for one of two reasons; each now and then fires, or does not look at the event. */
function verdictsOn(offset: number): VerdictRow[] {
  return LANES.flatMap((lane, laneAt) =>
    RULES.flatMap((rule, ruleAt) =>
      (laneAt === 1 ? [null] : TASKS).flatMap((task, taskAt) => {
        const dice = (offset * 31 + laneAt * 17 + ruleAt * 7 + taskAt * 3) % 40
        if (dice === 0) return []
        const of = { id: 0, eventOffset: offset, lane, task, rule }
        if (dice === 1) return [verdictRow({ ...of, resultId: offset })]
        if (dice === 2) return [verdictRow({ ...of, verdict: 'ignored', saw: { offsets: [offset] } })]
        return [verdictRow({ ...of, verdict: 'ignored', reason: dice < 20 ? 'alive' : 'stopping' })]
      }),
    ),
  )
}
