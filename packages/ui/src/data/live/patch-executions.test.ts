import type { LiveMessage, Page, WorkflowExecutionResource } from '@aiflow/sdk/client'
import { type InfiniteData, QueryClient } from '@tanstack/react-query'
import { expect, test } from 'vitest'
import { patchExecutions } from './patch-executions.ts'

type Pages = InfiniteData<Page<WorkflowExecutionResource>, string | null>

const LIST = ['executions', 'list', { status: 'RUNNING' }]

function execution(id: number): WorkflowExecutionResource {
  return { id, status: 'RUNNING', endTime: null, workflowName: 'w' } as WorkflowExecutionResource
}

/** A list of two pages in the cache. */
function clientWithList(...ids: readonly number[]): QueryClient {
  const [first, ...others] = ids.map(execution)
  const pages = [first === undefined ? [] : [first], others].map((items) => ({ items, next: null }))
  const queryClient = new QueryClient()
  queryClient.setQueryData<Pages>(LIST, { pages, pageParams: [null, 'next'] })
  return queryClient
}

function changed(...changes: readonly [id: number, status: string, time: number][]): LiveMessage {
  const told = changes.map(([workflowExecutionId, status, time]) => ({
    type: 'workflowExecution',
    workflowExecutionId,
    status,
    time,
  }))
  return { changes: told as LiveMessage['changes'] } as LiveMessage
}

function statesOf(queryClient: QueryClient) {
  const { pages = [] } = queryClient.getQueryData<Pages>(LIST) ?? {}
  return pages.flatMap(({ items }) => items.map(({ id, status, endTime }) => [id, status, endTime]))
}

test('an ended execution shows its status and its end, on any page of a list', () => {
  const queryClient = clientWithList(1, 2, 3)
  patchExecutions(queryClient, changed([3, 'FAILED', 500]))
  expect(statesOf(queryClient)).toEqual([
    [1, 'RUNNING', null],
    [2, 'RUNNING', null],
    [3, 'FAILED', 500],
  ])
})

test('the last of several changes counts, and a reopened execution has no end', () => {
  const queryClient = clientWithList(1, 2)
  patchExecutions(queryClient, changed([1, 'FAILED', 500], [1, 'RUNNING', 600], [2, 'INIT', 700]))
  expect(statesOf(queryClient)).toEqual([
    [1, 'RUNNING', null],
    [2, 'INIT', null],
  ])
})

test('the other fields of an execution stay', () => {
  const queryClient = clientWithList(1)
  patchExecutions(queryClient, changed([1, 'SUCCESS', 500]))
  expect(queryClient.getQueryData<Pages>(LIST)?.pages[0]?.items[0]).toMatchObject({ workflowName: 'w' })
})

test('a list that a change does not affect stays the same object, so that nothing renders again', () => {
  const queryClient = clientWithList(1, 2)
  const before = queryClient.getQueryData(LIST)
  patchExecutions(queryClient, changed([9, 'FAILED', 500]))
  patchExecutions(queryClient, { changes: [{ type: 'taskExecution', workflowExecutionId: 1 }] } as LiveMessage)
  expect(queryClient.getQueryData(LIST)).toBe(before)
})
