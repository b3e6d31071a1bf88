import type { Change, ChangesOptions } from '@aiflow/sdk/client'
import type { AttemptSpec } from '@aiflow/sdk/internal/worker-protocol'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { WorkerConnection } from '../../workers/worker-connection.ts'
import { bash, HttpHarness, uploadOf } from '../http-harness.ts'

let harness: HttpHarness
let worker: WorkerConnection
let ended: AbortController

beforeEach(async () => {
  harness = await HttpHarness.create()
  worker = await WorkerConnection.greet(harness.server.url, harness.token)
  ended = new AbortController()
  await harness.client.workflows.upload(uploadOf({ tasks: [bash('a')] }))
})

afterEach(async () => {
  ended.abort()
  worker.socket.close()
  await harness.dispose()
})

async function follow(options: ChangesOptions = {}): Promise<Change[]> {
  const received: Change[] = []
  const opened = Promise.withResolvers<void>()
  const changes = harness.client.changes.listen({ ...options, signal: ended.signal, onOpen: () => opened.resolve() })
  const reading = (async () => {
    for await (const change of changes) received.push(change)
  })()
  reading.catch(opened.reject)
  await opened.promise
  return received
}

async function start(): Promise<AttemptSpec> {
  await harness.client.workflows.startExecution('default', 'w')
  const spec = await worker.nextStart()
  worker.report({ type: 'running', attemptId: spec.attemptId, pid: 1, startedAt: Date.now() })
  await worker.next('acknowledge')
  return spec
}

async function finish({ attemptId }: AttemptSpec): Promise<void> {
  const outcome = { type: 'success', output: null } as const
  worker.report({ type: 'finished', attemptId, outcome, startedAt: 1, endedAt: 2 })
  await worker.next('acknowledge')
}

const statuses = (changes: readonly Change[]) =>
  changes.map((change) => `${change.type === 'taskExecution' ? change.taskName : 'execution'} ${change.status}`)

const LIFE = ['execution RUNNING', 'a INIT', 'a QUEUED', 'a RUNNING', 'a SUCCESS', 'execution SUCCESS']

test('every change of status comes in order, with what it was before', async () => {
  const changes = await follow()
  await finish(await start())
  await vi.waitFor(() => expect(statuses(changes)).toEqual(LIFE))
  expect(changes[0]).toMatchObject({ type: 'workflowExecution', from: null, namespace: 'default', workflowName: 'w' })
  expect(changes[4]).toMatchObject({ type: 'taskExecution', from: 'RUNNING', sequenceNumber: 1 })
})

test('only changes that match the filters come', async () => {
  await harness.client.workflows.upload(uploadOf({ name: 'v' }))
  const ofOther = await follow({ workflow: 'v' })
  const ofSecond = await follow({ workflowExecutionId: 2, from: 0 })
  await finish(await start())
  await finish(await start())
  await vi.waitFor(() => expect(statuses(ofSecond)).toEqual(LIFE))
  expect(new Set(ofSecond.map(({ workflowExecutionId }) => workflowExecutionId))).toEqual(new Set([2]))
  expect(ofOther).toEqual([])
})

test('a follower continues after the server was away, and misses nothing', async () => {
  const changes = await follow()
  const spec = await start()
  await vi.waitFor(() => expect(changes).toHaveLength(4))
  await harness.server.stop()
  await harness.start()
  const again = await WorkerConnection.greet(harness.server.url, harness.token, {
    held: [{ attemptId: spec.attemptId, finished: false }],
  })
  const outcome = { type: 'success', output: null } as const
  again.report({ type: 'finished', attemptId: spec.attemptId, outcome, startedAt: 1, endedAt: 2 })
  await vi.waitFor(() => expect(statuses(changes)).toEqual(LIFE), { timeout: 5000 })
  again.socket.close()
})
