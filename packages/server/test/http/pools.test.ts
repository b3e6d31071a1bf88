import { afterEach, beforeEach, expect, test } from 'vitest'
import { WorkerConnection } from '../workers/worker-connection.ts'
import { bash, HttpHarness, uploadOf } from './http-harness.ts'

let harness: HttpHarness

beforeEach(async () => {
  harness = await HttpHarness.create()
})

afterEach(async () => {
  await harness.dispose()
})

test('pools are made, changed, listed with their use, and deleted', async () => {
  const { pools } = harness.client
  expect(await pools.set('default', 'gpu', 2)).toMatchObject({ namespace: 'default', name: 'gpu', slots: 2 })
  await pools.set('default', 'cpu', 0)
  await pools.set('default', 'gpu', 4)
  expect(await pools.list('default')).toMatchObject([
    { name: 'cpu', slots: 0, busy: 0, waiting: 0 },
    { name: 'gpu', slots: 4, busy: 0, waiting: 0 },
  ])
  await pools.delete('default', 'gpu')
  await expect(pools.delete('default', 'gpu')).rejects.toMatchObject({ code: 'POOL_NOT_FOUND' })
  await expect(pools.set('nowhere', 'gpu', 1)).rejects.toMatchObject({ code: 'NAMESPACE_NOT_FOUND' })
  expect(await pools.list('nowhere')).toEqual([])
})

test.each([[-1], [1.5], [2_000_000]])('a pool cannot have %d slots', async (slots) => {
  const { pools } = harness.client
  await expect(pools.set('default', 'gpu', slots)).rejects.toMatchObject({ code: 'INVALID_ARGUMENT' })
})

test('a waiting task says what it waits for, alone and with its execution', async () => {
  const { client } = harness
  await client.pools.set('default', 'gpu', 0)
  await client.workflows.upload(uploadOf({ tasks: [bash('a', { pool: 'gpu' })] }))
  const { workflowExecutionId } = await client.workflows.startExecution('default', 'w')
  const reason = 'the pool "gpu" is closed: it has 0 slots'
  const ref = { workflowExecutionId, taskName: 'a', sequenceNumber: 1 }
  expect(await client.taskExecutions.get(ref)).toMatchObject({ status: 'INIT', waitsFor: reason })
  const { tasks } = await client.workflowExecutions.get(workflowExecutionId)
  expect(tasks[0]?.latest).toMatchObject({ status: 'INIT', waitsFor: reason })
})

test('the next attempt of a RETRYING task begins on request', async () => {
  const { client } = harness
  const worker = await WorkerConnection.greet(harness.server.url, harness.token)
  await client.workflows.upload(uploadOf({ tasks: [bash('a', { retry: { retries: 1, retryDelaySeconds: 3600 } })] }))
  await client.workflows.startExecution('default', 'w')
  const { attemptId, workflowExecutionId } = await worker.nextStart()
  const outcome = { type: 'failed', reason: 'exit', message: '', exitCode: 1, signal: null, retryable: true } as const
  worker.report({ type: 'finished', attemptId, outcome, startedAt: 1, endedAt: 2 })
  await worker.next('acknowledge')
  const retried = await client.taskExecutions.retry(workflowExecutionId, 'a')
  expect(retried).toMatchObject({ verdict: 'accepted', taskExecution: { status: 'QUEUED', attemptNumber: 2 } })
  expect((await worker.nextStart()).attemptNumber).toBe(2)
  expect(await client.taskExecutions.retry(workflowExecutionId, 'a')).toMatchObject({ verdict: 'ignored' })
  worker.socket.close()
})
