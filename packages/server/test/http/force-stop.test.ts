import { afterEach, beforeEach, expect, test } from 'vitest'
import { WorkerConnection } from '../workers/worker-connection.ts'
import { HttpHarness, uploadOf } from './http-harness.ts'

let harness: HttpHarness
let worker: WorkerConnection
let id: number

beforeEach(async () => {
  harness = await HttpHarness.create()
  await harness.client.workflows.upload(uploadOf())
  id = (await harness.client.workflows.startExecution('default', 'w')).workflowExecutionId
  worker = await WorkerConnection.greet(harness.server.url, harness.token)
  await worker.nextStart()
})

afterEach(async () => {
  worker.socket.close()
  await harness.dispose()
})

test('a stop in progress can be forced, and its outcome is unconfirmed', async () => {
  const { taskExecutions } = harness.client
  expect(await taskExecutions.stop(id, 'a', { force: true })).toMatchObject({ verdict: 'ignored' })
  expect(await taskExecutions.stop(id, 'a')).toMatchObject({ taskExecution: { status: 'STOPPING' } })
  const { verdict, taskExecution } = await taskExecutions.stop(id, 'a', { force: true })
  expect(verdict).toBe('accepted')
  expect(taskExecution).toMatchObject({ status: 'STOPPED', outcome: { type: 'stopped', unconfirmed: true } })
})

test('a start cannot be forced', async () => {
  const headers = { authorization: `Bearer ${harness.token}` }
  const path = `/api/v1/workflow-executions/${id}/tasks/a/start?force=true`
  expect(await harness.call(path, { method: 'POST', headers })).toMatchObject({ status: 400 })
})
