import { AIFlowClient } from '@aiflow/sdk/client'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { generator } from '../../src/testing/generator.ts'
import { bash, HttpHarness, uploadOf } from '../http/http-harness.ts'
import { WorkerConnection } from '../workers/worker-connection.ts'

let harness: HttpHarness
const open: WorkerConnection[] = []

beforeEach(async () => {
  harness = await HttpHarness.create()
})

afterEach(async () => {
  for (const worker of open.splice(0)) worker.socket.close()
  await harness.dispose()
})

const nested = (depth: number) => '['.repeat(depth) + ']'.repeat(depth)

async function greet(): Promise<WorkerConnection> {
  const worker = await WorkerConnection.greet(harness.server.url, harness.token)
  open.push(worker)
  return worker
}

async function startOne(tasks: unknown[] = [bash('a')]): Promise<number> {
  await harness.client.workflows.upload(uploadOf({ tasks }))
  return (await harness.client.workflows.startExecution('default', 'w')).workflowExecutionId
}

function finished(attemptId: string, output: string): string {
  const report = `{"type":"finished","attemptId":"${attemptId}","outcome":{"type":"success","output":${output}},"startedAt":1,"endedAt":2}`
  return `{"type":"reports","reports":[{"id":"one","report":${report}}]}`
}

// A worker of 0.2.0 reports whatever the task returned.
test.each([65, 2500, 6000, 100_000])(
  'an output that nests %i levels deep fails the task and is not asked for again',
  async (depth) => {
    const id = await startOne()
    const worker = await greet()
    const { attemptId } = await worker.nextStart()
    worker.socket.send(finished(attemptId, nested(depth)))
    expect(await worker.next('acknowledge')).toEqual({ type: 'acknowledge', reportIds: ['one'] })
    const { status, tasks } = await harness.client.workflowExecutions.get(id)
    const message = expect.stringMatching(/refused: its output nests deeper than 64 levels, at "\[0\]/)
    expect([status, tasks[0]?.latest?.outcome]).toMatchObject(['FAILED', { type: 'failed', message, retryable: false }])
  },
)

test('an output with the key "__proto__" is refused, and names such as "constructor" are kept', async () => {
  const id = await startOne([bash('a'), bash('b')])
  const worker = await greet()
  const started = await worker.next('start')
  const [a = '', b = ''] = started.specs.map(({ attemptId }) => attemptId)
  const usual = '{"constructor":{"toString":1},"hasOwnProperty":[{"valueOf":null}]}'
  worker.socket.send(finished(a, usual))
  await worker.next('acknowledge')
  worker.socket.send(finished(b, '[{"__proto__":1}]'))
  await worker.next('acknowledge')
  expect((await harness.client.workflowExecutions.outputs(id)).a).toEqual(JSON.parse(usual))
  const { tasks } = await harness.client.workflowExecutions.get(id)
  expect(tasks[1]?.latest?.outcome).toMatchObject({ message: expect.stringContaining('"__proto__"') })
})

test('parts of a report that are not accepted are left out, and the rest counts', async () => {
  const id = await startOne()
  const worker = await greet()
  const { attemptId } = await worker.nextStart()
  const metrics = { type: 'metrics', attemptId, time: 1, metrics: { far: null } }
  const running = { type: 'running', attemptId, pid: 7, startedAt: 1 }
  const reports = [metrics, { ...running, pid: nested(3) }, running].map((report, n) => ({ id: `r${n}`, report }))
  worker.socket.send(JSON.stringify({ type: 'reports', reports }))
  expect((await worker.next('acknowledge')).reportIds.toSorted()).toEqual(['r0', 'r1', 'r2'])
  expect((await harness.client.workflowExecutions.get(id)).tasks[0]?.latest?.status).toBe('RUNNING')
})

test('states that nest too deeply are a failure of the condition', async () => {
  const condition = { type: 'code', expectEventKeys: ['go'], className: 'Custom' }
  await startOne([bash('a', { rules: [{ name: 'r', action: 'START', condition }] })])
  const worker = await greet()
  await harness.client.events.send({ key: 'go' })
  for (let asked = 0; asked < 2; asked += 1) {
    const { requestId } = await worker.next('evaluate')
    const states = `{"s":${nested(5000)}}`
    worker.socket.send(
      `{"type":"evaluated","requestId":"${requestId}","result":{"type":"ok","met":true,"states":${states}}}`,
    )
  }
  await expect
    .poll(async () => (await harness.client.deadLetters.list()).items.map(({ error }) => error))
    .toEqual([expect.stringContaining('nests deeper than')])
})

test('whatever a worker sends, the server goes on', async () => {
  const random = generator(7)
  const pick = <T>(from: readonly T[]): T => from[Math.floor(random() * from.length)] as T
  const values = [
    nested(10_000),
    '{"__proto__":{"type":"reports"}}',
    '1e999',
    '"\\ud800"',
    'null',
    '[]',
    '{}',
    '-1',
    '"x"',
  ]
  const types = ['hello', 'reports', 'evaluated', 'log', 'logMatches', 'constructor', '__proto__']
  const value = (): string => pick(values)
  const message = (): string =>
    pick([
      value(),
      `{"type":"${pick(types)}","requestId":${pick(['"1"', value()])},"result":${value()},"reports":${value()}}`,
      `{"type":"reports","reports":[{"id":${pick(['"r"', value()])},"report":${value()}}]}`,
      `{"type":"reports","reports":[{"id":"r","report":{"type":"finished","attemptId":${pick(['"none"', value()])},"outcome":${value()},"startedAt":${value()}}}]}`,
      `{"type":"hello","protocol":${pick(['2', value()])},"workerId":"w","held":${value()}}`,
      '{',
    ])
  for (let round = 0; round < 60; round += 1) {
    const worker = round % 2 === 0 ? await greet() : await WorkerConnection.open(harness.server.url, harness.token)
    open.push(worker)
    for (let n = 0; n < 5; n += 1) worker.socket.send(message())
  }
  const client = new AIFlowClient({ url: harness.server.url, token: harness.token })
  expect((await client.server.info()).version).toBeTruthy()
  const id = await startOne()
  const worker = await greet()
  expect(await worker.nextStart()).toMatchObject({ workflowExecutionId: id })
})
