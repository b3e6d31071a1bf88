import { WorkflowStatus } from '@aiflow/sdk/internal/model'
import { describe, expect, test } from 'vitest'
import type { BackfillRow } from '../../storage/rows.ts'
import { backfillRow, executionRow } from '../rows.ts'
import { type CreateStore, type StoreSession, withStore } from './store-session.ts'

export function describeBackfills(create: CreateStore): void {
  describe('backfills', () => {
    test('a backfill comes back as it was committed, also after each change that a step may make', () =>
      withStore(create, keepChanges))
    test('the scheduler loads those that have not ended, and the ids of the others', () =>
      withStore(create, loadLiving))
    test('they are found newest first, page by page, by workflow and status', () => withStore(create, listPages))
    test('one that was deleted is gone', () => withStore(create, forgetDeleted))
    test('the executions of times are those of the same workflow and schedule', () => withStore(create, findByTime))
  })
}

/** Everything that changes while it goes on. */
const PROGRESS: readonly Partial<BackfillRow>[] = [
  { paused: true },
  { lastTime: 0, counts: { left: 1, running: 1, succeeded: 0, failed: 0, stopped: 0, skipped: 0 } },
  { total: 1, counts: { left: 0, running: 1, succeeded: 0, failed: 0, stopped: 0, skipped: 0 } },
  { stopping: true },
  { status: 'STOPPED', endTime: 99 },
  { status: 'RUNNING', endTime: null },
]

async function keepChanges(store: StoreSession): Promise<void> {
  const parameters = { day: '${date}', é: [1, null] }
  let row = backfillRow({ id: 3, parameters, order: 'newestFirst', reprocess: 'failed', schedule: null, maxActive: 7 })
  for (const change of [{}, ...PROGRESS]) {
    row = { ...row, ...change }
    await store.commit({ backfills: { set: [row] } })
    expect(await store.reader.backfills.find(3)).toEqual(row)
    expect(await store.scheduler.backfills.find(3)).toEqual(row)
  }
  await store.scheduler.close()
  await store.open()
  expect((await store.scheduler.load()).backfills).toEqual([row])
}

async function loadLiving(store: StoreSession): Promise<void> {
  const living = [backfillRow({ id: 1 }), backfillRow({ id: 4, paused: true })]
  const ended = [
    backfillRow({ id: 2, status: 'FAILED', endTime: 5 }),
    backfillRow({ id: 3, workflowId: 2, endTime: 6 }),
  ]
  await store.commit({ backfills: { set: [...ended, ...living] } })
  const image = await store.scheduler.load()
  expect(image.backfills).toEqual(living)
  expect(image.endedBackfills).toEqual([
    { id: 2, workflowId: 1 },
    { id: 3, workflowId: 2 },
  ])
}

async function listPages(store: StoreSession): Promise<void> {
  const statuses = WorkflowStatus.values
  const rows = Array.from({ length: 30 }, (_, index) =>
    backfillRow({
      id: index + 1,
      namespace: index % 2 === 0 ? 'a' : 'b',
      workflowName: index % 3 === 0 ? 'daily' : 'hourly',
      status: statuses[index % statuses.length] ?? 'RUNNING',
    }),
  )
  await store.commit({ backfills: { set: rows } })
  for (const namespace of [undefined, 'a', 'none']) {
    for (const workflow of [undefined, 'daily']) {
      for (const status of [undefined, ...statuses]) {
        const filter = { namespace, workflow, status }
        const isMeant = (row: BackfillRow) =>
          (namespace ?? row.namespace) === row.namespace &&
          (workflow ?? row.workflowName) === row.workflowName &&
          (status ?? row.status) === row.status
        const found: BackfillRow[] = []
        for (let cursor: string | undefined, isMore = true; isMore; isMore = cursor !== undefined) {
          const page = await store.reader.backfills.list(filter, { limit: 4, cursor })
          found.push(...page.items)
          cursor = page.next ?? undefined
        }
        expect({ filter, found }).toEqual({ filter, found: rows.filter(isMeant).reverse() })
      }
    }
  }
}

async function forgetDeleted(store: StoreSession): Promise<void> {
  await store.commit({ backfills: { set: [backfillRow({ id: 1 }), backfillRow({ id: 2, endTime: 3 })] } })
  await store.commit({ backfills: { deleted: [1, 2] } })
  expect(await store.reader.backfills.find(1)).toBeNull()
  expect(await store.scheduler.backfills.find(2)).toBeNull()
  expect(await store.scheduler.load()).toMatchObject({ backfills: [], endedBackfills: [] })
}

async function findByTime(store: StoreSession): Promise<void> {
  const at = (dueTime: number, name: string | null = 's1') => ({
    schedule: { name, dueTime, intervalStart: 0, intervalEnd: dueTime },
  })
  const rows = [
    executionRow({ id: 1, ...at(5), status: 'FAILED' }),
    executionRow({ id: 2, ...at(6), backfillId: 1 }),
    executionRow({ id: 3, ...at(5), status: 'SUCCESS' }),
    executionRow({ id: 4, ...at(5, 'other') }),
    executionRow({ id: 5, ...at(5), workflowId: 2 }),
    executionRow({ id: 6, ...at(5, null) }),
    executionRow({ id: 7 }),
  ]
  await store.commit({ workflowExecutions: { set: rows } })
  const asked = { workflowId: 1, schedule: 's1', dueTimes: [5, 7] }
  const found = [
    { id: 1, dueTime: 5, status: 'FAILED' },
    { id: 3, dueTime: 5, status: 'SUCCESS' },
  ]
  expect(await store.scheduler.executions.findScheduled(asked)).toEqual(found)
  expect(await store.reader.backfills.executionsAt(asked)).toEqual(found)
  const without = await store.reader.backfills.executionsAt({ ...asked, schedule: null })
  expect(without.map(({ id }) => id)).toEqual([6])
}
