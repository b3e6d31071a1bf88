import { describe, expect, test } from 'vitest'
import type { SweptAttempt } from '../../storage/lookups.ts'
import type { TaskMetricsRow } from '../../storage/rows.ts'
import { executionRow, itemRow, pendingRow, snapshotRow, taskRow, verdictRow, workflowRow } from '../rows.ts'
import { type CreateStore, readPages, type StoreSession, withStore } from './store-session.ts'

const SECOND = 1000
const DAY = 86_400 * SECOND
const ANY = { limit: 1000 }
const LOST = { type: 'lost', message: 'gone' } as const

export function describeDeletions(create: CreateStore): void {
  describe('deletions and what is kept of a task', () => {
    test('a deleted execution is gone at once, and its rows after some slices', () => withStore(create, sweepExecution))
    test('a deleted workflow takes its executions and snapshots, and nothing of a later one of its name', () =>
      withStore(create, sweepWorkflow))
    test('what is deleted and written in one commit is there', () => withStore(create, deleteAndWrite))
    test('only the scheduler of the newest epoch sweeps', () => withStore(create, sweepWithOldEpoch))
    test('a snapshot is used as long as an execution refers to it', () => withStore(create, askForUse))
    test('metrics are paged newest first, and written over when they are a day old', () =>
      withStore(create, keepMetrics))
    test('executions are found by the time they began, with gaps between their ids', () =>
      withStore(create, findByTime))
  })
}

async function sweepExecution(store: StoreSession): Promise<void> {
  const previous = { attemptNumber: 1, attemptId: 'attempt-0', workerId: 'worker-0', outcome: LOST, endTime: SECOND }
  const tasks = Array.from({ length: 30 }, (_, index) =>
    taskRow({ id: index + 1, sequenceNumber: index + 1, previousAttempts: index === 0 ? [previous] : [] }),
  )
  const swept: string[] = []
  await store.commit({
    workflowExecutions: { set: [executionRow({ id: 1 }), executionRow({ id: 2 })] },
    taskExecutions: { set: [...tasks, taskRow({ id: 99, workflowExecutionId: 2 })] },
    taskMetrics: tasks.map((task) => sample({ taskExecutionId: task.id, time: SECOND })),
    taskItemLists: [{ taskExecutionId: 1, workflowExecutionId: 1, list: ['x'.repeat(5000), 2, 3] }],
    taskItems: { set: [0, 1].map((index) => itemRow({ taskExecutionId: 1, index })) },
    taskMemories: { set: [{ workflowExecutionId: 1, taskName: 'task', lastOutput: 1 }] },
    pendingStarts: { added: [1, 2, 3].map((position) => pendingRow({ position })) },
    states: { set: [{ lane: 'execution:1', name: 'state:s', value: 1 }] },
    verdicts: [verdictRow({ id: 1 }), verdictRow({ id: 2, lane: 'execution:2' })],
    notMet: [{ lane: 'execution:1', task: 'task', rule: 'rule', count: 1, lastOffset: 1, reason: 'no' }],
  })
  expect(await store.scheduler.history.sweepDeleted(10)).toBe(false)
  await store.commit({ workflowExecutions: { deleted: [1] } })
  expect(await store.reader.executions.find(1)).toBeNull()
  const tell = (attempt: SweptAttempt) => swept.push(`${attempt.workerId} ${attempt.attemptId}`)
  expect(await store.scheduler.history.sweepDeleted(10, tell)).toBe(true)
  expect((await store.reader.tasks.list({ workflowExecutionId: 1 }, ANY)).items.length).toBeGreaterThan(0)
  while (await store.scheduler.history.sweepDeleted(10, tell));
  const expected = tasks.map(({ attemptId, workerId }) => `${workerId} ${attemptId}`)
  const ofItems = ['worker-1 item-0', 'worker-1 item-1']
  expect(swept).toEqual([...ofItems, 'worker-0 attempt-0', ...expected])
  expect((await store.reader.tasks.items({ taskExecutionId: 1 }, ANY)).items).toEqual([])
  expect((await store.reader.tasks.list({ workflowExecutionId: 1 }, ANY)).items).toEqual([])
  expect((await store.reader.tasks.metrics(1, ANY)).items).toEqual([])
  expect(await store.reader.tasks.memories(1)).toEqual([])
  expect(await store.reader.tasks.countPendingStarts(1)).toEqual(new Map())
  expect((await store.reader.verdicts.list({ lane: 'execution:1' }, ANY)).items).toEqual([])
  expect(await store.reader.verdicts.notMet({ lane: 'execution:1' })).toEqual([])
  expect(await store.scheduler.executions.load(2)).toMatchObject({ taskExecutions: [{ id: 99 }] })
  expect((await store.reader.verdicts.list({ lane: 'execution:2' }, ANY)).items).toMatchObject([{ id: 2 }])
}

async function sweepWorkflow(store: StoreSession): Promise<void> {
  const gone = workflowRow({ id: 1, name: 'w1', snapshotHash: 'current' })
  await store.commit({
    workflows: { set: [gone] },
    snapshots: { set: [snapshotRow({ hash: 'old' }), snapshotRow({ hash: 'current' })] },
    workflowExecutions: {
      set: [executionRow({ id: 1, status: 'SUCCESS' }), executionRow({ id: 2, status: 'FAILED' })],
    },
    taskExecutions: { set: [taskRow({ id: 1 }), taskRow({ id: 2, workflowExecutionId: 2 })] },
    verdicts: [verdictRow({ id: 1, lane: 'workflow:1' })],
  })
  const deleted = { id: 1, namespace: 'default', name: 'w1', lastExecutionId: 2, deleteTime: 100 }
  await store.commit({ workflows: { deleted: [deleted] } })
  await store.commit({
    workflows: { set: [workflowRow({ id: 2, name: 'w1', snapshotHash: 'current' })] },
    snapshots: { set: [snapshotRow({ hash: 'current', createTime: 200 })] },
    workflowExecutions: { set: [executionRow({ id: 3, workflowId: 2, snapshotHash: 'current' })] },
  })
  while (await store.scheduler.history.sweepDeleted(1));
  expect((await store.reader.executions.list({}, ANY)).items.map(({ id }) => id)).toEqual([3])
  expect((await store.reader.tasks.list({ workflowExecutionId: 2 }, ANY)).items).toEqual([])
  expect((await store.reader.verdicts.list({ lane: 'workflow:1' }, ANY)).items).toEqual([])
  const { items } = await store.reader.snapshots.list({ namespace: 'default', workflow: 'w1' }, ANY)
  expect(items).toEqual([{ hash: 'current', namespace: 'default', workflowName: 'w1', current: true, createTime: 200 }])
}

async function deleteAndWrite(store: StoreSession): Promise<void> {
  const namespace = { name: 'team', properties: {}, version: 1, createTime: 1 }
  const workflow = workflowRow({ id: 1, name: 'w' })
  await store.commit({
    namespaces: { set: [namespace] },
    workflows: { set: [workflow] },
    snapshots: { set: [snapshotRow({ hash: 'a' })] },
  })
  const deleted = { id: 1, namespace: 'default', name: 'w', lastExecutionId: 0, deleteTime: 1 }
  const changed = { ...namespace, version: 2 }
  await store.commit({
    namespaces: { deleted: ['team'], set: [changed] },
    workflows: { deleted: [deleted], set: [workflowRow({ id: 2, name: 'w' })] },
    snapshots: { deleted: ['a'], set: [snapshotRow({ hash: 'a', createTime: 9 })] },
  })
  expect(await store.reader.namespaces.find('team')).toEqual(changed)
  expect(await store.reader.workflows.find('default', 'w')).toMatchObject({ id: 2 })
  expect(await store.reader.snapshots.find('a')).toMatchObject({ createTime: 9 })
  await store.commit({ namespaces: { deleted: ['team'] }, snapshots: { deleted: ['a'] } })
  expect(await store.reader.namespaces.find('team')).toBeNull()
  expect(await store.reader.snapshots.find('a')).toBeNull()
}

async function sweepWithOldEpoch(store: StoreSession): Promise<void> {
  const other = store.fixture.createScheduler()
  await other.open()
  await expect(store.scheduler.history.sweepDeleted(10)).rejects.toMatchObject({ code: 'EPOCH_LOST' })
  expect(await other.history.sweepDeleted(10)).toBe(false)
  await other.close()
}

async function askForUse(store: StoreSession): Promise<void> {
  await store.commit({ workflowExecutions: { set: [executionRow({ id: 1, snapshotHash: 'a', status: 'SUCCESS' })] } })
  expect(await store.scheduler.snapshots.isUsed('a')).toBe(true)
  expect(await store.scheduler.snapshots.isUsed('b')).toBe(false)
  await store.commit({ workflowExecutions: { deleted: [1] } })
  expect(await store.scheduler.snapshots.isUsed('a')).toBe(false)
}

async function keepMetrics(store: StoreSession): Promise<void> {
  const rows = [1, 2, 3].map((second) => sample({ time: second * SECOND, metrics: { rows: second, rate: 0.5 } }))
  await store.commit({ taskMetrics: [...rows, sample({ taskExecutionId: 2 })] })
  const pages = await readPages((page) => store.reader.tasks.metrics(1, page), 2)
  expect(pages).toEqual([[rows[2], rows[1]], [rows[0]]])
  const later = sample({ time: DAY + SECOND })
  await store.commit({ taskMetrics: [later] })
  expect((await store.reader.tasks.metrics(1, ANY)).items).toEqual([later, rows[2], rows[1]])
}

async function findByTime(store: StoreSession): Promise<void> {
  const times = [
    [2, 100],
    [3, 100],
    [7, 200],
    [20, 300],
  ] as const
  await store.commit({ workflowExecutions: { set: times.map(([id, beginTime]) => executionRow({ id, beginTime })) } })
  const idsOf = async (filter: { beginAfter?: number; beginBefore?: number }) =>
    (await store.reader.executions.list(filter, ANY)).items.map(({ id }) => id)
  expect(await idsOf({ beginAfter: 0 })).toEqual([20, 7, 3, 2])
  expect(await idsOf({ beginAfter: 100 })).toEqual([20, 7, 3, 2])
  expect(await idsOf({ beginAfter: 101 })).toEqual([20, 7])
  expect(await idsOf({ beginBefore: 100 })).toEqual([])
  expect(await idsOf({ beginBefore: 101 })).toEqual([3, 2])
  expect(await idsOf({ beginAfter: 150, beginBefore: 300 })).toEqual([7])
  expect(await idsOf({ beginAfter: 301 })).toEqual([])
}

function sample(row: Partial<TaskMetricsRow>): TaskMetricsRow {
  return { taskExecutionId: 1, time: SECOND, attemptNumber: 1, metrics: { rows: 1 }, ...row }
}
