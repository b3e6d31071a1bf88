import type { AttemptSpec } from '@aiflow/sdk/internal/worker-protocol'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { WorkerConnection } from '../workers/worker-connection.ts'
import { bash, HttpHarness, uploadOf } from './http-harness.ts'

const REF = { workflowExecutionId: 1, taskName: 'each', sequenceNumber: 1 }

let harness: HttpHarness
let worker: WorkerConnection
let spec: AttemptSpec

/** One execution, of whose three items one runs at a time. */
beforeEach(async () => {
  harness = await HttpHarness.create()
  worker = await WorkerConnection.greet(harness.server.url, harness.token, { features: ['items'] })
  const each = bash('each', { mapOver: { list: ['a', 'b', 'x'.repeat(5000)], limit: 1, onFailure: 'all' } })
  await harness.client.workflows.upload(uploadOf({ tasks: [each] }))
  await harness.client.workflows.startExecution('default', 'w')
  spec = await worker.nextStart()
})

afterEach(async () => {
  worker.socket.close()
  await harness.dispose()
})

async function end(output: string): Promise<void> {
  const outcome = { type: 'success', output } as const
  worker.report({ type: 'finished', attemptId: spec.attemptId, outcome, startedAt: 1, endedAt: 2 })
  await worker.next('acknowledge')
}

test('a worker gets the place and value of an item, and people see how far the task has come', async () => {
  expect(spec).toMatchObject({ taskName: 'each', item: { index: 0, value: 'a' } })
  await end('A')
  expect((await worker.nextStart()).item).toEqual({ index: 1, value: 'b' })
  const { taskExecutions } = harness.client
  expect(await taskExecutions.get(REF)).toMatchObject({
    status: 'RUNNING',
    items: { total: 3, succeeded: 1, notBegun: 1 },
  })
  const { items } = await taskExecutions.items(REF)
  expect(items).toMatchObject([
    { index: 0, status: 'SUCCESS', item: 'a', beginTime: 1, endTime: expect.any(Number) },
    { index: 1, status: 'QUEUED', item: 'b', attemptNumber: 1, outcome: null },
    { index: 2, status: 'NOT_BEGUN', attemptId: null },
  ])
  expect(items[2]).not.toHaveProperty('item')
  expect((await taskExecutions.items(REF, { status: 'NOT_BEGUN' })).items.map(({ index }) => index)).toEqual([2])
  expect(await taskExecutions.item(REF, 0)).toMatchObject({ outcome: { type: 'success', output: 'A' } })
  expect((await taskExecutions.item(REF, 2)).item).toHaveLength(5000)
})

test('what there is no item of is not found, and logs are those of items', async () => {
  const { taskExecutions } = harness.client
  await expect(taskExecutions.item(REF, 3)).rejects.toMatchObject({ code: 'ITEM_NOT_FOUND' })
  await expect(taskExecutions.items({ ...REF, sequenceNumber: 2 })).rejects.toMatchObject({
    code: 'TASK_EXECUTION_NOT_FOUND',
  })
  const message = 'Each item of this task has a log of its own. Name one, such as "1/each/1[0]".'
  await expect(taskExecutions.readLogs(REF)).rejects.toMatchObject({ code: 'LOG_NOT_FOUND', message })
  await expect(taskExecutions.readLogs(REF, { item: 2 })).rejects.toMatchObject({ code: 'LOG_NOT_FOUND' })
  await expect(taskExecutions.readLogs(REF, { item: 9 })).rejects.toMatchObject({ code: 'ITEM_NOT_FOUND' })
})
