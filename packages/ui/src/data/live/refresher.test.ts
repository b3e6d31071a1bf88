import type { LiveMessage, WorkflowExecutionDetail } from '@aiflow/sdk/client'
import { QueryClient, QueryObserver } from '@tanstack/react-query'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { executionQuery } from '../queries/executions.ts'
import { Refresher } from './refresher.ts'
import type { LiveMeta } from './topics.ts'

const EVENT = { changes: [], missed: false, events: 1, controls: 0 } as unknown as LiveMessage
const CONTROL = { ...EVENT, events: 0, controls: 1 }

let queryClient: QueryClient
let refresher: Refresher

beforeEach(() => {
  vi.useFakeTimers()
  queryClient = new QueryClient({ defaultOptions: { queries: { staleTime: Number.POSITIVE_INFINITY } } })
  refresher = new Refresher(queryClient)
})

afterEach(() => {
  refresher.stop()
  queryClient.clear()
  vi.useRealTimers()
})

/** A query that is on screen. Returns how often it was read. */
async function looked(meta: LiveMeta, tookMs = 0): Promise<() => number> {
  let count = 0
  const queryFn = async () => {
    count += 1
    if (tookMs > 0) await new Promise((resolve) => setTimeout(resolve, tookMs))
    return count
  }
  new QueryObserver(queryClient, { queryKey: [JSON.stringify(meta)], queryFn, meta }).subscribe(() => undefined)
  await vi.advanceTimersByTimeAsync(tookMs)
  return () => count
}

test('the first change is shown at once, the others together after a second, and the last one always', async () => {
  const reads = await looked({ topics: ['events'] })
  expect(reads()).toBe(1)
  refresher.apply(EVENT)
  await vi.advanceTimersByTimeAsync(0)
  expect(reads()).toBe(2)
  for (let count = 0; count < 5; count += 1) refresher.apply(EVENT)
  await vi.advanceTimersByTimeAsync(999)
  expect(reads()).toBe(2)
  await vi.advanceTimersByTimeAsync(1)
  expect(reads()).toBe(3)
  await vi.advanceTimersByTimeAsync(60_000)
  expect(reads()).toBe(3)
})

test('a query is read for its own topics only', async () => {
  const reads = await looked({ topics: ['definitions'] })
  refresher.apply(EVENT)
  await vi.advanceTimersByTimeAsync(2000)
  expect(reads()).toBe(1)
  refresher.apply(CONTROL)
  await vi.advanceTimersByTimeAsync(0)
  expect(reads()).toBe(2)
})

test('a query may ask to be read less often', async () => {
  const reads = await looked({ topics: ['events'], everyMs: 5000 })
  refresher.apply(EVENT)
  refresher.apply(EVENT)
  await vi.advanceTimersByTimeAsync(4999)
  expect(reads()).toBe(2)
  await vi.advanceTimersByTimeAsync(1)
  expect(reads()).toBe(3)
})

test('a slow query takes at most a fifth of the time', async () => {
  const reads = await looked({ topics: ['events'] }, 1000)
  refresher.apply(EVENT)
  await vi.advanceTimersByTimeAsync(1000)
  refresher.apply(EVENT)
  await vi.advanceTimersByTimeAsync(2999)
  expect(reads()).toBe(2)
  await vi.advanceTimersByTimeAsync(1)
  expect(reads()).toBe(3)
})

test('a query that is not on screen is marked, and read when it is shown', async () => {
  queryClient.setQueryData(['unseen'], 'old')
  queryClient
    .getQueryCache()
    .find({ queryKey: ['unseen'] })
    ?.setOptions({
      queryKey: ['unseen'],
      meta: { topics: ['events'] },
    })
  refresher.apply(EVENT)
  expect(queryClient.getQueryState(['unseen'])).toMatchObject({ isInvalidated: true, fetchStatus: 'idle' })
})

test('an execution that has ended is not read again for the events of others, until it is run again', async () => {
  const { queryKey } = executionQuery(3)
  const meta: LiveMeta = { topics: ['anything'], workflowExecutionId: 3 }
  const reads = await looked(meta)
  queryClient.setQueryData(queryKey, { endTime: 5 } as WorkflowExecutionDetail)
  refresher.apply(EVENT)
  await vi.advanceTimersByTimeAsync(1000)
  expect(reads()).toBe(1)
  await queryClient.invalidateQueries({ queryKey })
  refresher.apply(EVENT)
  await vi.advanceTimersByTimeAsync(0)
  expect(reads()).toBe(2)
})

test('nothing is read after it is stopped', async () => {
  const reads = await looked({ topics: ['events'] })
  refresher.apply(EVENT)
  refresher.apply(EVENT)
  refresher.stop()
  await vi.advanceTimersByTimeAsync(60_000)
  expect(reads()).toBe(2)
})
