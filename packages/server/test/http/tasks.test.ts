import type { AIFlowClient } from '@aiflow/sdk/client'
import type { AttemptSpec } from '@aiflow/sdk/internal/worker-protocol'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { WorkerConnection } from '../workers/worker-connection.ts'
import { bash, HttpHarness, uploadOf } from './http-harness.ts'

let harness: HttpHarness
let worker: WorkerConnection
let spec: AttemptSpec
let task: AIFlowClient

/** One execution whose only task runs. */
beforeEach(async () => {
  harness = await HttpHarness.create()
  worker = await WorkerConnection.greet(harness.server.url, harness.token)
  await harness.client.workflows.upload(uploadOf({ tasks: [bash('a')] }))
  await harness.client.workflows.startExecution('default', 'w')
  spec = await worker.nextStart()
  worker.report({ type: 'running', attemptId: spec.attemptId, pid: 1, startedAt: Date.now() })
  await worker.next('acknowledge')
  task = harness.clientWith(spec.token)
})

afterEach(async () => {
  worker.socket.close()
  await harness.dispose()
})

const finish = async () => {
  const outcome = { type: 'success', output: 7 } as const
  worker.report({ type: 'finished', attemptId: spec.attemptId, outcome, startedAt: 1, endedAt: 2 })
  await worker.next('acknowledge')
}

test('an execution, its tasks and their outputs can be read', async () => {
  const { client } = harness
  const id = spec.workflowExecutionId
  expect(await client.workflowExecutions.get(id)).toMatchObject({
    id,
    status: 'RUNNING',
    tasks: [{ name: 'a', latest: { status: 'RUNNING', sequenceNumber: 1 }, pendingStarts: 0 }],
  })
  await finish()
  expect(await client.workflowExecutions.get(id)).toMatchObject({ status: 'SUCCESS' })
  const { items } = await client.taskExecutions.list(id)
  expect(items).toMatchObject([{ taskName: 'a', status: 'SUCCESS', outcome: { type: 'success', output: 7 } }])
  expect(items[0]).not.toHaveProperty('startOffset')
  const listed = await client.workflowExecutions.list({ workflow: 'w', status: 'SUCCESS' })
  expect(listed.items).toMatchObject([{ id, workflowName: 'w' }])
  expect(await client.workflowExecutions.verdicts(id)).toMatchObject({ items: [], notMet: [] })
  expect((await client.deadLetters.list()).items).toEqual([])
})

test('a task is started, stopped and restarted by hand', async () => {
  const { client } = harness
  const id = spec.workflowExecutionId
  expect(await client.taskExecutions.start(id, 'a')).toMatchObject({ verdict: 'ignored', reason: expect.any(String) })
  expect(await client.taskExecutions.restart(id, 'a')).toMatchObject({
    verdict: 'accepted',
    taskExecution: { status: 'STOPPING' },
  })
  expect(await worker.next('stop')).toMatchObject({ attemptIds: [spec.attemptId] })
  const outcome = { type: 'stopped', message: null } as const
  worker.report({ type: 'finished', attemptId: spec.attemptId, outcome, startedAt: 1, endedAt: 2 })
  expect(await worker.nextStart()).toMatchObject({ taskName: 'a', sequenceNumber: 2 })
  expect(await client.workflowExecutions.stop(id)).toMatchObject({ id, stopping: true })
})

test('a pause of an execution is shown, and so is its end', async () => {
  const { client } = harness
  expect(await client.workflowExecutions.pause(spec.workflowExecutionId)).toMatchObject({ paused: true })
  expect(await client.workflowExecutions.resume(spec.workflowExecutionId)).toMatchObject({ paused: false })
})

test('events of a task carry its name, to its execution or to its namespace', async () => {
  const { workflowExecutionId } = spec
  await task.events.send({ key: 'mine', workflowExecutionId, sender: 'someone else' })
  await task.events.send({ key: 'ours' })
  const { items } = await harness.client.events.list({ sender: `${workflowExecutionId}/a/1`, kind: 'user' })
  expect(items).toMatchObject([
    { key: 'mine', workflowExecutionId },
    { key: 'ours', workflowExecutionId: null },
  ])
})

test('a task may not send for others, or act outside of its execution', async () => {
  const other = { key: 'k', workflowExecutionId: spec.workflowExecutionId + 1 }
  await expect(task.events.send(other)).rejects.toMatchObject({ code: 'SEND_REFUSED' })
  await expect(task.events.send({ key: 'k', namespace: 'elsewhere' })).rejects.toMatchObject({ code: 'SEND_REFUSED' })
  await expect(task.events.list({ namespace: 'elsewhere' })).rejects.toMatchObject({ code: 'FORBIDDEN' })
  await expect(task.workflows.list()).rejects.toMatchObject({ code: 'FORBIDDEN' })
  await expect(harness.client.task.readState('x')).rejects.toMatchObject({ code: 'FORBIDDEN' })
})

test('a task does not see events for other executions', async () => {
  const { workflowExecutionId } = await harness.client.workflows.startExecution('default', 'w')
  await harness.client.events.send({ key: 'k', value: 'other', workflowExecutionId })
  await harness.client.events.send({ key: 'k', value: 'own', workflowExecutionId: spec.workflowExecutionId })
  await harness.client.events.send({ key: 'k', value: 'all' })
  const { items } = await task.events.list({ key: 'k' })
  expect(items.map(({ value }) => value)).toEqual(['own', 'all'])
})

test('the state of a task is durable and can be cleared', async () => {
  expect(await task.task.readState('seen')).toBeNull()
  await task.task.writeState('seen', { count: 3 })
  await harness.server.stop()
  await harness.start()
  expect(await task.task.readState('seen')).toEqual({ count: 3 })
  expect(await harness.client.workflowExecutions.states(spec.workflowExecutionId)).toEqual({ seen: { count: 3 } })
  await task.task.writeState('seen', null)
  expect(await task.task.readState('seen')).toBeNull()
  expect(await harness.client.workflowExecutions.states(spec.workflowExecutionId)).toEqual({})
})

test('the handle of a task is shown with its execution', async () => {
  await task.task.setHandle({ applicationId: 'app-1' })
  const { workflowExecutionId } = spec
  const execution = await harness.client.taskExecutions.get({ workflowExecutionId, taskName: 'a', sequenceNumber: 1 })
  expect(execution.handle).toEqual({ applicationId: 'app-1' })
  const large = 'x'.repeat(1_100_000)
  await expect(task.task.setHandle(large)).rejects.toMatchObject({ code: 'TOO_LARGE' })
})

test('the token of a task ends with its attempt', async () => {
  await finish()
  await vi.waitFor(() => expect(task.events.send({ key: 'late' })).rejects.toMatchObject({ code: 'UNAUTHENTICATED' }))
})

test('metrics of a task are kept over time, and are not events', async () => {
  const { client } = harness
  const ref = { workflowExecutionId: spec.workflowExecutionId, taskName: 'a', sequenceNumber: 1 }
  const lastOffset = (await client.server.info()).lastOffset
  const { attemptId } = spec
  worker.report({ type: 'metrics', attemptId, time: 1000, metrics: { rows: 1 } })
  await worker.next('acknowledge')
  worker.report({ type: 'metrics', attemptId, time: 2000, metrics: { rows: 2, lag: 0.5 } })
  await worker.next('acknowledge')
  worker.report({ type: 'metrics', attemptId: 'unknown-attempt', time: 2000, metrics: { rows: 9 } })
  await worker.next('acknowledge')
  expect(await client.taskExecutions.metrics(ref)).toEqual({
    items: [
      { time: 2000, attemptNumber: 1, metrics: { rows: 2, lag: 0.5 } },
      { time: 1000, attemptNumber: 1, metrics: { rows: 1 } },
    ],
    next: null,
  })
  expect((await client.server.info()).lastOffset).toBe(lastOffset)
  await finish()
  worker.report({ type: 'metrics', attemptId, time: 3000, metrics: { rows: 3 } })
  await worker.next('acknowledge')
  expect((await client.taskExecutions.metrics(ref, { limit: 1 })).items).toMatchObject([{ time: 2000 }])
})

test('outputs of a task execution and of a workflow execution are read', async () => {
  const { client } = harness
  const id = spec.workflowExecutionId
  const ref = { workflowExecutionId: id, taskName: 'a', sequenceNumber: 1 }
  await expect(client.taskExecutions.output(ref)).rejects.toMatchObject({ code: 'OUTPUT_NOT_FOUND' })
  expect(await client.workflowExecutions.outputs(id)).toEqual({})
  await finish()
  expect(await client.taskExecutions.output(ref)).toBe(7)
  expect(await client.workflowExecutions.outputs(id)).toEqual({ a: 7 })
  await expect(client.taskExecutions.output({ ...ref, sequenceNumber: 2 })).rejects.toMatchObject({
    code: 'TASK_EXECUTION_NOT_FOUND',
  })
})
