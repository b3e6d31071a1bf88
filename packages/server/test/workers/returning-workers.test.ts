import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { bash, HttpHarness, uploadOf } from '../http/http-harness.ts'
import { WorkerConnection } from './worker-connection.ts'

let harness: HttpHarness
let execution: number
const open: WorkerConnection[] = []

beforeEach(async () => {
  harness = await HttpHarness.create()
})

afterEach(async () => {
  for (const worker of open.splice(0)) worker.socket.close()
  await harness.dispose()
})

type Hello = Parameters<typeof WorkerConnection.greet>[2]

async function greet(hello: Hello): Promise<WorkerConnection> {
  const worker = await WorkerConnection.greet(harness.server.url, harness.token, hello)
  open.push(worker)
  return worker
}

/** A worker that runs the first attempt of a task, and is away. */
async function leaveWithAttempt(retry: Record<string, unknown> = {}): Promise<string> {
  await harness.client.workflows.upload(uploadOf({ tasks: [bash('a', { retry })] }))
  execution = (await harness.client.workflows.startExecution('default', 'w')).workflowExecutionId
  const worker = await greet({ workerId: 'lost' })
  const { attemptId } = await worker.nextStart()
  worker.report({ type: 'running', attemptId, pid: 7, startedAt: 1 })
  await worker.next('acknowledge')
  worker.socket.close()
  await vi.waitFor(async () => expect((await harness.client.server.info()).workers[0]?.connected).toBe(false))
  return attemptId
}

const comeBack = (attemptId: string, hello: Hello = {}) =>
  greet({ workerId: 'lost', held: [{ attemptId, finished: false }], ...hello })

test.each([1, 2, 3])('a worker that was given up and comes back stops what it has: protocol %i', async (protocol) => {
  const attemptId = await leaveWithAttempt()
  await harness.client.server.forgetWorker('lost')
  const worker = await comeBack(attemptId, { protocol })
  expect(await worker.next('stop')).toEqual({ type: 'stop', attemptIds: [attemptId] })
  worker.report({ type: 'finished', attemptId, outcome: { type: 'stopped', message: null }, startedAt: 1, endedAt: 2 })
  await worker.next('acknowledge')
  const { items } = await harness.client.taskExecutions.list(execution)
  expect(items).toMatchObject([{ status: 'FAILED', outcome: { type: 'lost' } }])
})

test('also where another attempt has followed, which goes on', async () => {
  const attemptId = await leaveWithAttempt({ retries: 0, retriesOnLost: 1, retryDelaySeconds: 0.001 })
  await harness.client.server.forgetWorker('lost')
  const next = await greet({ workerId: 'next' })
  const { attemptId: second } = await next.nextStart()
  const worker = await comeBack(attemptId)
  expect(await worker.next('stop')).toEqual({ type: 'stop', attemptIds: [attemptId] })
  const outcome = { type: 'success', output: null } as const
  next.report({ type: 'finished', attemptId: second, outcome, startedAt: 1, endedAt: 2 })
  await next.next('acknowledge')
  const { items } = await harness.client.taskExecutions.list(execution)
  expect(items).toMatchObject([{ status: 'SUCCESS', attemptNumber: 2 }])
})

test('attempts that this store never had belong to another one, and are left alone', async () => {
  const attemptId = await leaveWithAttempt()
  await harness.client.server.forgetWorker('lost')
  const held = [attemptId, 'of-another-store'].map((id) => ({ attemptId: id, finished: false }))
  const worker = await comeBack(attemptId, { held })
  expect(await worker.next('stop')).toEqual({ type: 'stop', attemptIds: [attemptId] })
})

/** The store that all of this is kept in, as a worker hears of it. */
async function storeId(): Promise<string> {
  const worker = await WorkerConnection.open(harness.server.url, harness.token)
  open.push(worker)
  worker.hello({ workerId: 'asks' })
  const welcome = await worker.next('welcome')
  worker.socket.close()
  return welcome.storeId
}

test('an attempt that was given up and whose files were lost is stopped as well', async () => {
  const attemptId = await leaveWithAttempt()
  await harness.client.server.forgetWorker('lost')
  const worker = await greet({ workerId: 'renamed', found: [attemptId, 'of-another-store'] })
  expect(await worker.next('stop')).toEqual({ type: 'stop', attemptIds: [attemptId] })
})

test('a worker of this store stops what is kept nowhere any more, whether it holds it or found it', async () => {
  const attemptId = await leaveWithAttempt()
  await harness.client.server.forgetWorker('lost')
  await harness.client.workflowExecutions.delete(execution)
  const worker = await greet({
    workerId: 'lost',
    storeId: await storeId(),
    held: [{ attemptId, finished: false }],
    found: ['assigned-after-the-backup'],
  })
  expect((await worker.next('stop')).attemptIds).toEqual([attemptId, 'assigned-after-the-backup'])
})

test('when the stop of outside work is handed over, only one worker calls it', async () => {
  const operator = { type: 'code', className: 'Cluster', ownStop: true }
  await harness.client.workflows.upload(uploadOf({ tasks: [{ name: 'a', operator }] }))
  execution = (await harness.client.workflows.startExecution('default', 'w')).workflowExecutionId
  const first = await greet({ workerId: 'lost' })
  const { attemptId, token } = await first.nextStart()
  first.report({ type: 'running', attemptId, pid: 7, startedAt: 1 })
  await first.next('acknowledge')
  await harness.clientWith(token).task.setHandle({ job: 1 })
  first.report({ type: 'finished', attemptId, outcome: { type: 'lost', message: 'x' }, startedAt: 1, endedAt: 2 })
  const outside = await first.nextStart()
  expect(outside).toMatchObject({ purpose: 'stopOutside' })
  first.socket.close()
  await vi.waitFor(async () => expect((await harness.client.server.info()).workers[0]?.connected).toBe(false))
  const other = await greet({ workerId: 'other' })
  await harness.client.server.forgetWorker('lost')
  const handedOver = await other.nextStart()
  expect(handedOver.attemptId).not.toBe(outside.attemptId)
  const held = [{ attemptId: outside.attemptId, finished: false }]
  const back = await greet({ workerId: 'lost', storeId: await storeId(), held })
  expect((await back.next('stop')).attemptIds).toEqual([outside.attemptId])
  const outcome = { type: 'stopped', message: null } as const
  back.report({ type: 'finished', attemptId: outside.attemptId, outcome, startedAt: 1, endedAt: 2 })
  await back.next('acknowledge')
  const { items } = await harness.client.taskExecutions.list(execution)
  expect(items).toMatchObject([{ status: 'STOPPING', stopPhase: 'outside' }])
})
