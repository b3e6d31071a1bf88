import type { EvaluateRequest } from '@aiflow/sdk/internal/worker-protocol'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { bash, HttpHarness, uploadOf } from '../http/http-harness.ts'
import { WorkerConnection } from './worker-connection.ts'

let harness: HttpHarness
const open: WorkerConnection[] = []

beforeEach(async () => {
  harness = await HttpHarness.create()
})

afterEach(async () => {
  for (const worker of open.splice(0)) worker.socket.close()
  await harness.dispose()
})

async function greet(hello?: Parameters<typeof WorkerConnection.greet>[2]): Promise<WorkerConnection> {
  const worker = await WorkerConnection.greet(harness.server.url, harness.token, hello)
  open.push(worker)
  return worker
}

async function startOne(tasks: unknown[] = [bash('a')]): Promise<number> {
  await harness.client.workflows.upload(uploadOf({ tasks }))
  const { workflowExecutionId } = await harness.client.workflows.startExecution('default', 'w')
  return workflowExecutionId
}

test('a new worker gets the waiting attempts, and is listed', async () => {
  const id = await startOne()
  const worker = await greet({ slots: 3 })
  expect(await worker.nextStart()).toMatchObject({ workflowExecutionId: id, taskName: 'a', attemptNumber: 1 })
  const [shown] = (await harness.client.server.info()).workers
  expect(shown).toMatchObject({ id: 'worker-1', connected: true, slots: 3, busy: 1, version: '0.1.0' })
})

test('a reconnecting worker is told again what it should hold and what is settled', async () => {
  await startOne()
  const worker = await greet()
  const spec = await worker.nextStart()
  worker.socket.close()
  await vi.waitFor(async () => expect((await harness.client.server.info()).workers[0]?.connected).toBe(false))
  const again = await WorkerConnection.open(harness.server.url, harness.token)
  open.push(again)
  again.hello({
    held: [
      { attemptId: spec.attemptId, finished: false },
      { attemptId: 'unknown-1', finished: true },
    ],
  })
  expect(await again.next('welcome')).toMatchObject({ holds: [{ attemptId: spec.attemptId, stop: false }], wanted: [] })
})

test('a worker that holds more than fits into one message sends the rest after its hello', async () => {
  const held = (from: number) =>
    Array.from({ length: 10_000 }, (_, n) => ({ attemptId: `unknown-${from + n}`, finished: true }))
  const worker = await WorkerConnection.open(harness.server.url, harness.token)
  open.push(worker)
  worker.hello({ held: held(0), more: true })
  worker.send({ type: 'held', held: held(10_000), more: true })
  worker.send({ type: 'held', held: held(20_000), more: false })
  expect((await worker.next('welcome')).settled).toHaveLength(30_000)
  worker.send({ type: 'held', held: [], more: false })
  expect(await worker.closed()).toBe(4002)
})

test('attempts that a worker found come in parts as well, and each counts, also those of thousands', async () => {
  await startOne()
  const first = await greet({ workerId: 'lost' })
  const { attemptId } = await first.nextStart()
  first.socket.terminate()
  await vi.waitFor(async () => expect((await harness.client.server.info()).workers[0]?.connected).toBe(false))
  const found = (from: number) => Array.from({ length: 5000 }, (_, n) => `unknown-${from + n}`)
  const worker = await WorkerConnection.open(harness.server.url, harness.token)
  open.push(worker)
  worker.hello({ workerId: 'renamed', found: found(0), more: true })
  worker.send({ type: 'held', held: [], found: found(5000), more: true })
  worker.send({ type: 'held', held: [], found: [...found(10_000), attemptId], more: false })
  expect((await worker.next('welcome')).holds).toEqual([{ attemptId, stop: false }])
})

test('impossible attempt ids end the connection', async () => {
  const worker = await WorkerConnection.open(harness.server.url, harness.token)
  open.push(worker)
  worker.hello({ found: ['x'.repeat(10_000)] })
  expect(await worker.closed()).toBe(4002)
})

test('reports are acknowledged once they are stored', async () => {
  const id = await startOne()
  const worker = await greet()
  const { attemptId } = await worker.nextStart()
  const outcome = { type: 'success', output: null } as const
  worker.report(
    { type: 'running', attemptId, pid: 7, startedAt: 1 },
    { type: 'finished', attemptId, outcome, startedAt: 1, endedAt: 2 },
  )
  expect(await worker.next('acknowledge')).toEqual({
    type: 'acknowledge',
    reportIds: [`${attemptId}:running`, `${attemptId}:finished`],
  })
  expect(await harness.client.workflowExecutions.get(id)).toMatchObject({ status: 'SUCCESS' })
})

test('a condition with code is asked of the worker', async () => {
  const condition = { type: 'code', expectEventKeys: ['go'], className: 'Custom' }
  await startOne([bash('a', { rules: [{ name: 'r', action: 'START', condition }] })])
  const worker = await greet()
  await harness.client.events.send({ key: 'go' })
  const asked: EvaluateRequest = await worker.next('evaluate')
  expect(asked).toMatchObject({ workflowName: 'w', rule: { type: 'task', task: 'a', name: 'r' }, event: { key: 'go' } })
  worker.send({ type: 'evaluated', requestId: asked.requestId, result: { type: 'ok', met: true, states: {} } })
  expect(await worker.nextStart()).toMatchObject({ taskName: 'a', trigger: { rule: 'r' } })
})

test('an evaluation that a lost connection left open is asked again', async () => {
  const condition = { type: 'code', expectEventKeys: ['go'], className: 'Custom' }
  await startOne([bash('a', { rules: [{ name: 'r', action: 'START', condition }] })])
  const worker = await greet()
  await harness.client.events.send({ key: 'go' })
  await worker.next('evaluate')
  worker.socket.terminate()
  const again = await greet()
  const asked = await again.next('evaluate')
  again.send({ type: 'evaluated', requestId: asked.requestId, result: { type: 'ok', met: true, states: {} } })
  expect(await again.nextStart()).toMatchObject({ taskName: 'a' })
})

const ENDED = {
  type: 'finished',
  outcome: { type: 'success', output: null },
  startedAt: 1,
  endedAt: 2,
} as const

test('logs are read from the worker that has them', async () => {
  const id = await startOne()
  const ref = { workflowExecutionId: id, taskName: 'a', sequenceNumber: 1 }
  await expect(harness.client.taskExecutions.readLogs(ref)).rejects.toMatchObject({ code: 'LOG_NOT_FOUND' })
  const worker = await greet()
  const { attemptId } = await worker.nextStart()
  const reading = (async () => {
    const chunks: string[] = []
    for await (const chunk of harness.client.taskExecutions.followLogs(ref)) chunks.push(chunk.data)
    return chunks
  })()
  for (const [data, complete] of [
    ['one', false],
    ['', false],
    ['two', false],
    ['', true],
  ] as const) {
    const asked = await worker.next('readLog')
    expect(asked.attemptId).toBe(attemptId)
    if (complete) worker.report({ ...ENDED, attemptId })
    const nextOffset = asked.offset + data.length
    worker.send({
      type: 'log',
      requestId: asked.requestId,
      result: { type: 'ok', offset: asked.offset, nextOffset, data, complete },
    })
  }
  expect(await reading).toEqual(['one', 'two'])
  worker.socket.terminate()
  await vi.waitFor(() =>
    expect(harness.client.taskExecutions.readLogs(ref)).rejects.toMatchObject({ code: 'WORKER_UNAVAILABLE' }),
  )
})

test('a worker of another version is refused with the reason', async () => {
  const worker = await WorkerConnection.open(harness.server.url, harness.token)
  worker.hello({ protocol: 99 })
  expect(await worker.next('refused')).toMatchObject({
    code: 'PROTOCOL_MISMATCH',
    message: expect.stringContaining('99'),
  })
  expect(await worker.closed()).toBe(4000)
})

test('a refused worker is listed with the reason, until a newer one of its name connects', async () => {
  const worker = await WorkerConnection.open(harness.server.url, harness.token)
  worker.hello({ protocol: 99, workerId: 'other' })
  await worker.closed()
  const find = async () => (await harness.client.server.info()).workers.filter(({ id }) => id === 'other')
  expect(await find()).toMatchObject([{ connected: false, refused: expect.stringContaining('versions 1 to 3') }])
  await greet({ workerId: 'other' })
  const [back] = await find()
  expect(back).toMatchObject({ connected: true })
  expect(back).not.toHaveProperty('refused')
})

test('a worker of the first version gets what it understands of operators', async () => {
  const worker = await WorkerConnection.open(harness.server.url, harness.token)
  worker.hello({ protocol: 1 })
  expect(await worker.next('welcome')).toMatchObject({ protocol: 1 })
  await startOne()
  const { operator } = await worker.nextStart()
  const first = ['type', 'command', 'env', 'cwd', 'className', 'isolation', 'metricsSeconds']
  expect(Object.keys(operator).filter((name) => !first.includes(name))).toEqual([])
})

test('a worker that shares no processes gets tasks that would share one like others', async () => {
  const tasks = [{ name: 'a', operator: { type: 'code', className: 'C', isolation: 'shared' } }]
  const id = await startOne(tasks)
  const older = await greet({ slots: 2 })
  const { attemptId, operator } = await older.nextStart()
  expect(operator).toMatchObject({ isolation: 'warm' })
  const [shown] = (await harness.client.server.info()).workers
  expect(shown).toMatchObject({ slots: 2, busy: 1 })
  expect(shown).not.toHaveProperty('sharedSlots')
  await harness.client.workflows.upload(uploadOf({ tasks, name: 'other' }))
  expect(await older.next('warm')).toMatchObject({ kinds: ['task'] })
  older.socket.close()
  await vi.waitFor(async () => expect((await harness.client.server.info()).workers[0]?.connected).toBe(false))
  const newer = await greet({ slots: 2, sharedSlots: 32, held: [{ attemptId, finished: false }] })
  const info = async () => (await harness.client.server.info()).workers[0]
  expect(await info()).toMatchObject({ slots: 2, busy: 0, sharedSlots: 32, sharedBusy: 1 })
  newer.report({ type: 'finished', attemptId, outcome: { type: 'success', output: 1 }, startedAt: 1, endedAt: 2 })
  await harness.client.workflows.startExecution('default', 'w')
  expect((await newer.nextStart()).operator).toMatchObject({ isolation: 'shared' })
  await harness.client.workflows.upload(uploadOf({ tasks, name: 'third' }))
  expect(await newer.next('warm')).toMatchObject({ kinds: ['shared'] })
  expect(await harness.client.workflowExecutions.get(id)).toMatchObject({ status: 'SUCCESS' })
})

test('a worker of this version without a Python does not count as older', async () => {
  const shown = async () => (await harness.client.server.info()).workers[0]
  const older = await greet({})
  expect((await shown())?.lacks).toEqual([
    'runs no Python operators',
    'takes no tasks with secrets or connections',
    'runs no items of lists ("mapOver")',
  ])
  older.socket.close()
  await vi.waitFor(async () => expect((await shown())?.connected).toBe(false))
  await greet({ operators: [], features: ['secrets', 'items'] })
  expect(await shown()).not.toHaveProperty('lacks')
})

test('what a worker of the first version cannot do is told, and a stop that has to wait for a newer one says so', async () => {
  const operator = { type: 'code', className: 'Cluster', ownStop: true }
  const id = await startOne([{ name: 'a', operator }])
  const worker = await greet({ protocol: 1 })
  const { attemptId, token } = await worker.nextStart()
  const [shown] = (await harness.client.server.info()).workers
  expect(shown?.lacks).toContain('neither reattaches to work outside nor confirms its end')
  await harness.clientWith(token).task.setHandle({ job: 1 })
  const outcome = { type: 'lost', message: 'gone' } as const
  worker.report({ type: 'finished', attemptId, outcome, startedAt: 1, endedAt: 2 })
  await vi.waitFor(async () => {
    const { hindrances } = await harness.client.taskExecutions.whyNot(id, 'a')
    expect(hindrances).toEqual([expect.stringMatching(/STOPPING \(outside\).*is AIFlow 0\.1\.0, which cannot stop/)])
  })
  // The welcome named the attempt; the one that would stop the work is not for this worker.
  expect(worker.received.filter(({ type }) => type === 'start')).toEqual([])
})

test('a task is shown as frozen as long as its worker reports it', async () => {
  const id = await startOne()
  const worker = await greet()
  const { attemptId } = await worker.nextStart()
  const hindrances = async () => (await harness.client.taskExecutions.whyNot(id, 'a')).hindrances.join(' ')
  expect(await hindrances()).not.toContain('frozen')
  worker.send({ type: 'frozen', attemptIds: [attemptId] })
  await expect.poll(hindrances).toMatch(/frozen \(SIGSTOP\).*kill -CONT/)
  worker.send({ type: 'frozen', attemptIds: ['another'] })
  await expect.poll(hindrances).not.toContain('frozen')
  worker.send({ type: 'frozen', attemptIds: [attemptId] })
  await expect.poll(hindrances).toContain('frozen')
  worker.socket.close()
  await expect.poll(hindrances).not.toContain('frozen')
})

test('a connection with invalid messages is closed', async () => {
  for (const text of ['not JSON', '{"type":"reports","reports":[]}']) {
    const worker = await WorkerConnection.open(harness.server.url, harness.token)
    worker.socket.send(text)
    expect(await worker.closed()).toBe(4002)
  }
})

test('only the newest connection of a worker counts', async () => {
  const first = await greet()
  const second = await greet()
  expect(await first.closed()).toBe(4001)
  await startOne()
  expect(await second.nextStart()).toMatchObject({ taskName: 'a' })
})

test('a stop that the server hears reaches the worker', async () => {
  const id = await startOne()
  const worker = await greet()
  const { attemptId } = await worker.nextStart()
  await harness.client.workflowExecutions.stop(id)
  expect(await worker.next('stop')).toEqual({ type: 'stop', attemptIds: [attemptId] })
})

test('nobody connects as a worker without the token of the server', async () => {
  await expect(WorkerConnection.open(harness.server.url, 'wrong')).rejects.toThrow('401')
  await startOne()
  const { token } = await (await greet()).nextStart()
  await expect(WorkerConnection.open(harness.server.url, token)).rejects.toThrow('403')
})

test('the connections of workers end with the server', async () => {
  const worker = await greet()
  await harness.server.stop()
  expect(await worker.closed()).toBe(1001)
  await harness.start()
})
