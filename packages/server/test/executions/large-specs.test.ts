import type { AttemptPart, AttemptSpec } from '@aiflow/sdk/internal/worker-protocol'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { bash, HttpHarness, uploadOf } from '../http/http-harness.ts'
import { WorkerConnection } from '../workers/worker-connection.ts'

const LARGE = 'x'.repeat(1_000_000)
const PATIENCE = { timeout: 20_000 }

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

function code(name: string, more: Record<string, unknown> = {}) {
  return { name, operator: { type: 'code', className: 'Custom' }, ...more }
}

const on = (key: string, action = 'START') => ({
  rules: [{ name: 'r', action, condition: { type: 'event', event: { key } } }],
})

async function execution(tasks: unknown[], name = 'w'): Promise<number> {
  await harness.client.workflows.upload(uploadOf({ name, tasks, lifetime: 'untilStopped' }))
  return (await harness.client.workflows.startExecution('default', name)).workflowExecutionId
}

async function fetchPart({ attemptId }: Pick<AttemptSpec, 'attemptId'>, part: AttemptPart, token = harness.token) {
  const headers = { authorization: `Bearer ${token}` }
  const response = await fetch(`${harness.server.url}/api/v1/worker/attempts/${attemptId}/${part}`, { headers })
  return { status: response.status, body: JSON.parse(await response.text()) }
}

/** The specs of all attempts that a worker was told of, in the order in which it heard. */
function specsOf(worker: WorkerConnection): AttemptSpec[] {
  return worker.told.flatMap(({ message }) => {
    if (message.type === 'start') return message.specs
    return message.type === 'wanted' || message.type === 'welcome' ? message.wanted.map(({ spec }) => spec) : []
  })
}

function longest(worker: WorkerConnection): number {
  return Math.max(...worker.told.map(({ characters }) => characters))
}

/** An execution whose task `set` has set so many states of a megabyte, and has ended. */
async function withStates(worker: WorkerConnection, states: number, tasks: unknown[]): Promise<AttemptSpec> {
  await execution([code('set'), ...tasks])
  const set = await worker.nextStart()
  for (let n = 0; n < states; n += 1) await harness.clientWith(set.token).task.writeState(`s${n}`, LARGE)
  return set
}

test('a large event value is not sent with the start but fetched', async () => {
  await execution([bash('a', on('go'))])
  const worker = await greet()
  await harness.client.events.send({ key: 'go', value: LARGE })
  const spec = await worker.nextStart()
  expect(spec).toMatchObject({ fetch: ['trigger'], trigger: { rule: 'r', events: [{ key: 'go', value: null }] } })
  expect(longest(worker)).toBeLessThan(10_000)
  const { status, body } = await fetchPart(spec, 'trigger')
  expect([status, body]).toEqual([200, { ...spec.trigger, events: [{ ...spec.trigger.events[0], value: LARGE }] }])
})

test('a small start is sent whole, in one message', async () => {
  const id = await execution([code('a', on('go')), code('b')])
  const worker = await greet()
  const first = await worker.nextStart()
  await harness.clientWith(first.token).task.writeState('s', { n: 1 })
  await harness.client.events.send({ key: 'go', value: 'v' })
  const spec = await worker.nextStart()
  expect(spec).toMatchObject({ workflowExecutionId: id, states: { s: { n: 1 } }, statusRuns: 'q2' })
  expect(spec.trigger.events).toMatchObject([{ value: 'v' }])
  expect(spec.fetch).toBeUndefined()
  expect(spec.taskStatuses).toBeUndefined()
})

test('states are fetched as of the start, regardless of later changes, and only for code', async () => {
  const worker = await greet()
  const set = await withStates(worker, 3, [code('a', on('go')), bash('b', on('go'))])
  await harness.client.events.send({ key: 'go' })
  const specs = (await worker.next('start')).specs
  const [a, b] = ['a', 'b'].map((name) => specs.find(({ taskName }) => taskName === name))
  await harness.clientWith(set.token).task.writeState('s0', 'later')
  expect(a).toMatchObject({ fetch: ['states'], states: {} })
  expect((await fetchPart(a as AttemptSpec, 'states')).body).toEqual({ s0: LARGE, s1: LARGE, s2: LARGE })
  expect([b?.states, b?.fetch]).toEqual([undefined, undefined])
})

test('a worker that reconnects with many large attempts gets small messages only', async () => {
  const before = await greet()
  await withStates(
    before,
    6,
    Array.from({ length: 60 }, (_, n) => code(`t${n}`, on('go'))),
  )
  await harness.client.events.send({ key: 'go' })
  await vi.waitFor(() => expect(specsOf(before)).toHaveLength(61), PATIENCE)
  before.socket.terminate()
  const held = specsOf(before)
    .slice(0, 10)
    .map(({ attemptId }) => ({ attemptId, finished: false }))
  const again = await greet({ held })
  await vi.waitFor(() => expect(specsOf(again)).toHaveLength(51), PATIENCE)
  const welcome = again.told[0]?.message
  expect(welcome).toMatchObject({ type: 'welcome', wanted: [], holds: { length: 61 } })
  expect(longest(again)).toBeLessThan(300_000)
  const [last] = specsOf(again).slice(-1)
  expect((await fetchPart(last as AttemptSpec, 'states')).body).toMatchObject({ s5: LARGE })
})

test.each([1, 2])(
  'a worker of protocol %i hears of heavy attempts in several welcomes, each whole',
  async (protocol) => {
    const before = await greet({ protocol })
    const tasks = Array.from({ length: 8 }, (_, n) => code(`t${n}`, on('go')))
    await withStates(before, 1, tasks)
    await harness.client.events.send({ key: 'go' })
    await vi.waitFor(() => expect(specsOf(before)).toHaveLength(9), PATIENCE)
    expect(longest(before)).toBeLessThan(1_100_000)
    before.socket.terminate()
    const [first, ...others] = specsOf(before)
    const again = await greet({ protocol, held: [{ attemptId: first?.attemptId ?? '', finished: false }] })
    await vi.waitFor(() => expect(specsOf(again)).toHaveLength(9), PATIENCE)
    expect(new Set(again.told.map(({ message }) => message.type))).toEqual(new Set(['welcome']))
    expect(longest(again)).toBeLessThan(1_100_000)
    const [known, ...unknown] = specsOf(again)
    expect(known).toMatchObject({ attemptId: first?.attemptId, states: {} })
    const names = others.map(({ attemptId }) => attemptId)
    expect(unknown.map(({ attemptId }) => attemptId).toSorted()).toEqual(names.toSorted())
    for (const spec of unknown) expect(spec).toMatchObject({ states: { s0: LARGE }, taskStatuses: { set: 'QUEUED' } })
  },
)

test('a large execution does not delay the start of another', async () => {
  const middling = 'x'.repeat(15_000)
  await execution(
    Array.from({ length: 100 }, (_, n) => bash(`t${n}`, on('go'))),
    'heavy',
  )
  await execution([bash('small', on('go'))], 'small')
  const worker = await greet()
  await harness.client.events.send({ key: 'go', value: middling })
  await vi.waitFor(() => expect(specsOf(worker)).toHaveLength(101), PATIENCE)
  const characters = specsOf(worker).map(({ trigger }) => JSON.stringify(trigger).length)
  const place = specsOf(worker).findIndex(({ taskName }) => taskName === 'small')
  expect(characters.slice(0, place).reduce((sum, each) => sum + each, 0)).toBeLessThan(2 * middling.length)
})

test('a stopped attempt is never sent as a start, and its stop is a small message', async () => {
  const worker = await greet()
  const id = await execution([bash('a', on('go'))])
  await harness.client.events.send({ key: 'go', value: LARGE })
  const spec = await worker.nextStart()
  worker.socket.terminate()
  await harness.client.workflowExecutions.stop(id)
  const again = await greet()
  const { wanted } = await again.next('wanted')
  expect(wanted).toMatchObject([{ stop: true, spec: { attemptId: spec.attemptId } }])
  expect(wanted[0]?.spec.fetch).toBeUndefined()
})

test('large parts are available only to workers, and only for living attempts', async () => {
  await execution([bash('a')])
  const worker = await greet()
  const spec = await worker.nextStart()
  expect((await fetchPart(spec, 'trigger', spec.token)).status).toBe(403)
  expect(await fetchPart({ attemptId: 'unknown-1' }, 'trigger')).toMatchObject({
    status: 409,
    body: { code: 'ATTEMPT_ENDED' },
  })
})
