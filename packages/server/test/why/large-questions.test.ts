import type { EvaluateRequest } from '@aiflow/sdk/internal/worker-protocol'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { HttpHarness, uploadOf } from '../http/http-harness.ts'
import { WorkerConnection } from '../workers/worker-connection.ts'

const LARGE = 'x'.repeat(1_000_000)

let harness: HttpHarness
const open: WorkerConnection[] = []

beforeEach(async () => {
  harness = await HttpHarness.create()
})

afterEach(async () => {
  for (const worker of open.splice(0)) worker.socket.terminate()
  await harness.dispose()
})

async function greet(hello: Parameters<WorkerConnection['hello']>[0] = {}): Promise<WorkerConnection> {
  const worker = await WorkerConnection.greet(harness.server.url, harness.token, { slots: 1000, ...hello })
  open.push(worker)
  return worker
}

const asking = (name: string, key: string) => ({
  name,
  operator: { type: 'code', className: 'Custom' },
  rules: [{ name: 'r', action: 'START', condition: { type: 'code', expectEventKeys: [key], className: 'Custom' } }],
})

/** An execution with so many states of a megabyte, and tasks whose conditions are asked about the event "go". */
async function withStates(worker: WorkerConnection, states: number, tasks = 1): Promise<string> {
  const others = Array.from({ length: tasks }, (_, n) => asking(`t${n}`, 'go'))
  const set = { name: 'set', operator: { type: 'code', className: 'Custom' } }
  await harness.client.workflows.upload(uploadOf({ name: 'w', tasks: [set, ...others], lifetime: 'untilStopped' }))
  await harness.client.workflows.startExecution('default', 'w')
  const { token } = await worker.nextStart()
  for (let n = 0; n < states; n += 1) await harness.clientWith(token).task.writeState(`s${n}`, LARGE)
  return token
}

async function fetchQuestion(name = '', token = harness.token) {
  const headers = { authorization: `Bearer ${token}` }
  const response = await fetch(`${harness.server.url}/api/v1/worker/questions/${name}`, { headers })
  return { status: response.status, body: JSON.parse(await response.text()) }
}

function answer(worker: WorkerConnection, { requestId }: EvaluateRequest, states = {}): void {
  worker.send({ type: 'evaluated', requestId, result: { type: 'ok', met: true, states } })
}

const longest = ({ told }: WorkerConnection) => Math.max(...told.map(({ characters }) => characters))

test('small inputs of a condition are sent with the question', async () => {
  const worker = await greet()
  await withStates(worker, 0)
  await harness.client.events.send({ key: 'go', value: 'v' })
  const asked = await worker.next('evaluate')
  expect(asked).toMatchObject({ event: { value: 'v' }, states: {}, statusRuns: 'qn' })
  expect([asked.fetch, asked.taskStatuses]).toEqual([undefined, undefined])
})

test('large states and events do not come with the question, and are fetched', async () => {
  const worker = await greet()
  await withStates(worker, 12)
  await harness.client.events.send({ key: 'go', value: LARGE, context: 'c' })
  const asked = await worker.next('evaluate')
  expect(asked).toMatchObject({ event: { key: 'go', value: null }, states: {}, statusRuns: 'qn' })
  expect(longest(worker)).toBeLessThan(10_000)
  const { status, body } = await fetchQuestion(asked.fetch)
  const states = Object.fromEntries(Array.from({ length: 12 }, (_, n) => [`s${n}`, LARGE]))
  expect([status, body]).toEqual([200, { event: { ...asked.event, value: LARGE, context: 'c' }, states }])
  answer(worker, asked)
  expect(await worker.nextStart()).toMatchObject({ taskName: 't0' })
})

test('the questions of a large execution do not load the connection that others use', async () => {
  const worker = await greet()
  await withStates(worker, 10, 30)
  await harness.client.events.send({ key: 'go' })
  const asked = await Promise.all(Array.from({ length: 30 }, () => worker.next('evaluate')))
  expect(new Set(asked.map(({ fetch: name }) => name)).size).toBe(30)
  expect(worker.told.reduce((sum, { characters }) => sum + characters, 0)).toBeLessThan(100_000)
})

test('large inputs are available only to workers, and only while the answer counts', async () => {
  const worker = await greet()
  const token = await withStates(worker, 1)
  await harness.client.events.send({ key: 'go' })
  const asked = await worker.next('evaluate')
  expect((await fetchQuestion(asked.fetch, token)).status).toBe(403)
  answer(worker, asked)
  await worker.nextStart()
  expect(await fetchQuestion(asked.fetch)).toMatchObject({ status: 409, body: { code: 'QUESTION_ENDED' } })
  await harness.client.events.send({ key: 'go' })
  expect((await fetchQuestion('no-name')).status).toBe(400)
})

test('a question lost with its connection is dropped, and asked again with another id', async () => {
  const worker = await greet()
  await withStates(worker, 1)
  await harness.client.events.send({ key: 'go' })
  const asked = await worker.next('evaluate')
  worker.socket.terminate()
  const again = await greet()
  const askedAgain = await again.next('evaluate')
  expect((await fetchQuestion(asked.fetch)).status).toBe(409)
  expect((await fetchQuestion(askedAgain.fetch)).body.states).toEqual({ s0: LARGE })
})

test.each([1, 2])('a worker of protocol %i is asked whole questions', async (protocol) => {
  const worker = await greet({ protocol })
  await withStates(worker, 2)
  await harness.client.events.send({ key: 'go' })
  const asked = await worker.next('evaluate')
  expect(asked).toMatchObject({ states: { s0: LARGE, s1: LARGE }, taskStatuses: { set: 'QUEUED', t0: null } })
  expect([asked.fetch, asked.statusRuns]).toEqual([undefined, undefined])
})
