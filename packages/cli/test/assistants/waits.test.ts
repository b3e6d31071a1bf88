import type { Client } from '@modelcontextprotocol/sdk/client/index.js'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { AssistantStage, call, refused, told, trainingWorkflow } from './assistant-stage.ts'

let stage: AssistantStage
let assistant: Client

beforeAll(async () => {
  stage = await AssistantStage.create('write')
  await stage.client.workflows.upload(trainingWorkflow())
  assistant = await stage.connect()
})

afterAll(() => stage.dispose())

async function start(): Promise<string> {
  return String((await call(assistant, 'start_workflow', { workflow: 'training' })).data.id)
}

/** The value of a series of the metrics; 0 before the first. */
async function counted(series: string): Promise<number> {
  const answer = await fetch(`${stage.url}/metrics`, { headers: { authorization: `Bearer ${stage.token}` } })
  const line = (await answer.text()).split('\n').find((one) => one.startsWith(`${series} `))
  return Number(line?.slice(series.length) ?? 0)
}

test('a wait that is too short says what still runs, and to call again', async () => {
  const id = await start()
  const [end, event] = await Promise.all([
    call(assistant, 'wait_for', { id, seconds: 1 }),
    call(assistant, 'wait_for', { key: 'never', seconds: 1 }),
  ])
  expect(end.data).toEqual({ isOver: false, status: 'RUNNING' })
  expect(end.text).toContain('Call wait_for again')
  expect(event.data).toMatchObject({ isOver: false, offset: expect.any(Number) })
  await told(assistant, 'stop', { id })
})

test('an event that has come since an offset is not missed', async () => {
  const { offset } = await stage.client.events.send({ key: 'seen', value: 'v' })
  const { data } = await call(assistant, 'wait_for', { key: 'seen', after: offset - 1 })
  expect(data).toEqual({ isOver: true, offset })
})

test('50 waits at once are all answered by one event, and the tasks of one execution by its stop', async () => {
  const id = await start()
  const { lastOffset } = await stage.client.server.info()
  const waits = Array.from({ length: 50 }, (_, index) =>
    call(assistant, 'wait_for', index % 2 === 0 ? { key: 'go', after: lastOffset } : { id: `${id}/load` }),
  )
  await stage.client.events.send({ key: 'go' })
  await told(assistant, 'stop', { id })
  const answers = await Promise.all(waits)
  expect(answers.filter(({ data }) => data.isOver === true)).toHaveLength(50)
})

test('too many waits of one token are refused, and another token may still wait', async () => {
  const own = await stage.connect(await stage.createToken('patient', 'viewer'))
  const { lastOffset } = await stage.client.server.info()
  const refusals: string[] = []
  const waits = Array.from({ length: 80 }, async () => {
    const { text, isError } = await call(own, 'wait_for', { key: 'gate', after: lastOffset })
    if (isError) refusals.push(text)
  })
  await expect.poll(() => refusals.length).toBe(16)
  expect(refusals[0]).toMatch(/^RATE_LIMITED: This token has 64 calls/)
  const other = call(assistant, 'wait_for', { key: 'gate', after: lastOffset })
  await stage.client.events.send({ key: 'gate' })
  await Promise.all(waits)
  expect(refusals).toHaveLength(16)
  expect((await other).data.isOver).toBe(true)
})

test('a wait whose caller has gone ends', async () => {
  const left = 'aiflow_mcp_calls_total{tool="wait_for",outcome="left"}'
  const looked = 'aiflow_http_request_seconds_count{method="GET",route="/api/v1/workflow-executions/:id",status="200"}'
  const id = await start()
  const before = { left: await counted(left), looked: await counted(looked) }
  const controller = new AbortController()
  const params = { name: 'wait_for', arguments: { id } }
  const waiting = stage.post({ jsonrpc: '2.0', id: 1, method: 'tools/call', params }, {}, controller.signal)
  const gone = waiting.then(
    () => 'answered',
    () => 'gone',
  )
  // The wait has begun once it has looked at the execution.
  await expect.poll(() => counted(looked)).toBe(before.looked + 1)
  controller.abort()
  expect(await gone).toBe('gone')
  await expect.poll(() => counted(left)).toBe(before.left + 1)
  await told(assistant, 'stop', { id })
})

test('a wait ends with its token', async () => {
  const secret = await stage.createToken('short', 'viewer')
  const own = await stage.connect(secret)
  const waiting = refused(own, 'wait_for', { key: 'nothing' })
  await stage.client.tokens.revoke('short')
  expect(await waiting).toMatch(/^UNAUTHENTICATED: /)
})

test('a server that stops does not wait for those that wait, and tells them', async () => {
  const stopping = await AssistantStage.create('read')
  const params = { name: 'wait_for', arguments: { key: 'never' } }
  const waiting = stopping.post({ jsonrpc: '2.0', id: 1, method: 'tools/call', params })
  // It comes after the first, so that one is with the door, too.
  const assistant = await stopping.connect()
  await told(assistant, 'find_failed')
  await stopping.dispose()
  const answer = await waiting
  expect(answer.status).toBe(503)
  expect(await answer.json()).toMatchObject({ code: 'SERVER_UNAVAILABLE', detail: expect.stringContaining('stopping') })
})
