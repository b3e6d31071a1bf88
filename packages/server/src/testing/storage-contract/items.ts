import { describe, expect, test } from 'vitest'
import { executionRow, itemRow, taskRow } from '../rows.ts'
import { type CreateStore, readPages, type StoreSession, withStore } from './store-session.ts'

const COUNTS = { total: 5, notBegun: 2, running: 1, retrying: 0, succeeded: 1, failed: 1, stopped: 0 }
const LARGE = 'x'.repeat(5000)
const LIST = ['a', { b: LARGE }, 3, null, 'e']
const FAILED = { type: 'failed', reason: 'exit', message: 'no', exitCode: 1, signal: null, retryable: true } as const
const ITEMS = [
  itemRow({ taskExecutionId: 1, index: 0, status: 'SUCCESS', endTime: 9, outcome: { type: 'success', output: LARGE } }),
  itemRow({ taskExecutionId: 1, index: 1, status: 'FAILED', endTime: 9, outcome: FAILED }),
  itemRow({ taskExecutionId: 1, index: 2, handle: { h: 1 } }),
]

export function describeItems(create: CreateStore): void {
  describe('items of tasks over lists', () => {
    test('of living tasks are loaded with their list, in its order', () => withStore(create, loadItems))
    test('are listed in their order, also those that have not begun, by status, page by page', () =>
      withStore(create, pageItems))
    test('are found with all of their values', () => withStore(create, findItems))
    test('have attempts that the store knows', () => withStore(create, knowAttempts))
  })
}

async function fill(store: StoreSession, endTime: number | null = null): Promise<void> {
  await store.commit({
    workflowExecutions: { set: [executionRow({ id: 1 })] },
    taskExecutions: { set: [taskRow({ id: 1, attemptId: null, workerId: null, items: COUNTS, endTime })] },
    taskItemLists: [{ taskExecutionId: 1, workflowExecutionId: 1, list: LIST }],
    taskItems: { set: ITEMS },
  })
}

async function loadItems(store: StoreSession): Promise<void> {
  await fill(store)
  await store.commit({ taskItems: { set: [itemRow({ taskExecutionId: 1, index: 2, status: 'STOPPING' })] } })
  const [image] = (await store.scheduler.load()).executions
  const items = [...ITEMS.slice(0, 2), itemRow({ taskExecutionId: 1, index: 2, status: 'STOPPING' })]
  expect(image?.itemLists).toEqual([{ taskExecutionId: 1, workflowExecutionId: 1, list: LIST, items }])
  expect(image?.taskExecutions).toMatchObject([{ items: COUNTS }])
  await store.commit({ taskExecutions: { set: [taskRow({ id: 1, items: COUNTS, status: 'FAILED', endTime: 9 })] } })
  expect((await store.scheduler.load()).executions[0]?.itemLists).toEqual([])
}

async function pageItems(store: StoreSession): Promise<void> {
  await fill(store)
  const { tasks } = store.reader
  const pages = async (status?: 'FAILED' | 'NOT_BEGUN') =>
    (await readPages((page) => tasks.items({ taskExecutionId: 1, status }, page), 2)).flat()
  const all = await pages()
  expect(all.map(({ index, value, row }) => [index, value, row?.status ?? null])).toEqual([
    [0, 'a', 'SUCCESS'],
    [1, undefined, 'FAILED'],
    [2, 3, 'RUNNING'],
    [3, null, null],
    [4, 'e', null],
  ])
  // Outputs and handles of thousands of items would be too much.
  expect(all.map(({ row }) => row?.outcome ?? null)).toEqual([null, FAILED, null, null, null])
  expect((await pages('FAILED')).map(({ index }) => index)).toEqual([1])
  expect((await pages('NOT_BEGUN')).map(({ index }) => index)).toEqual([3, 4])
  expect(await tasks.items({ taskExecutionId: 2 }, { limit: 2 })).toEqual({ items: [], next: null })
}

async function findItems(store: StoreSession): Promise<void> {
  await fill(store)
  const { tasks } = store.reader
  expect(await tasks.item(1, 0)).toEqual({ index: 0, value: 'a', row: ITEMS[0] })
  expect(await tasks.item(1, 1)).toEqual({ index: 1, value: LIST[1], row: ITEMS[1] })
  expect(await tasks.item(1, 4)).toEqual({ index: 4, value: 'e', row: null })
  expect([await tasks.item(1, 5), await tasks.item(2, 0)]).toEqual([null, null])
}

async function knowAttempts(store: StoreSession): Promise<void> {
  await fill(store)
  const previous = { attemptNumber: 1, attemptId: 'before', workerId: 'worker-1', outcome: FAILED, endTime: 8 }
  const again = itemRow({ taskExecutionId: 1, index: 2, attemptId: 'now', previousAttempts: [previous] })
  await store.commit({ taskItems: { set: [again] } })
  const known = await store.scheduler.tasks.findKnownAttempts(['item-0', 'before', 'now', 'other'])
  expect(known.toSorted()).toEqual(['before', 'item-0', 'now'])
}
