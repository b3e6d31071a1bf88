import { afterAll, beforeAll, expect, test } from 'vitest'
import { AssistantStage, call, refused, told, trainingWorkflow } from './assistant-stage.ts'

const LIST = { jsonrpc: '2.0', id: 1, method: 'tools/list' }

let stage: AssistantStage
let reading: AssistantStage

beforeAll(async () => {
  ;[stage, reading] = await Promise.all([AssistantStage.create('write'), AssistantStage.create('read')])
  await stage.client.workflows.upload(trainingWorkflow())
  await stage.client.workflows.upload(trainingWorkflow({ namespace: 'secret', name: 'hidden' }))
  await stage.client.workflows.startExecution('secret', 'hidden')
})

afterAll(() => Promise.all([stage.dispose(), reading.dispose()]))

const CHANGING = ['send_event', 'start_workflow', 'stop', 'run_again']

test('a server lets assistants only read unless its setting says otherwise, whatever their token may do', async () => {
  const assistant = await reading.connect()
  const { tools } = await assistant.listTools()
  expect(tools.filter(({ name }) => CHANGING.includes(name))).toEqual([])
  const given = { key: 'k' }
  expect(await refused(assistant, 'send_event', given)).toMatch(/^FORBIDDEN: Assistants may only read here.*server.mcp/)
  expect((await reading.client.events.list({ key: 'k' })).items).toEqual([])
})

test('a token that may only read is not offered what changes something', async () => {
  const viewer = await stage.connect(await stage.createToken('viewer', 'viewer'))
  const { tools } = await viewer.listTools()
  expect(tools.filter(({ name }) => CHANGING.includes(name))).toEqual([])
  expect(await told(viewer, 'list_workflows')).toContain('"training"')
  expect(await refused(viewer, 'stop', { id: '1' })).toMatch(/^FORBIDDEN: "stop" changes something/)
})

test('a token for some namespaces sees and changes only these', async () => {
  const assistant = await stage.connect(await stage.createToken('own', 'operator', ['default']))
  const { data } = await call(assistant, 'list_workflows')
  expect(data).toMatchObject({ workflows: [{ namespace: 'default', name: 'training' }], isMore: false })
  expect((await call(assistant, 'find_executions')).data).toEqual({ executions: [], isMore: false })
  for (const [name, given] of [
    ['show_execution', { id: '1' }],
    ['why', { id: '1/load' }],
    ['stop', { id: '1' }],
    ['find_events', { namespace: 'secret' }],
    ['describe_workflow', { namespace: 'secret', workflow: 'hidden' }],
    ['send_event', { namespace: 'secret', key: 'data_ready' }],
    ['wait_for', { namespace: 'secret', key: 'data_ready' }],
    ['wait_for', { id: '1' }],
  ] as const)
    expect([name, await refused(assistant, name, given)]).toEqual([name, expect.stringMatching(/^FORBIDDEN: /)])
})

test('a token for a single namespace need not name it', async () => {
  const assistant = await stage.connect(await stage.createToken('single', 'operator', ['secret']))
  expect(await told(assistant, 'describe_workflow', { workflow: 'hidden' })).toContain('(namespace "secret")')
  const { data } = await call(assistant, 'send_event', { key: 'k' })
  expect(await stage.client.events.get(Number(data.offset))).toMatchObject({ namespace: 'secret' })
})

test('without a valid token nobody comes in', async () => {
  for (const authorization of ['', 'Bearer wrong', 'Basic abc']) {
    const answer = await stage.post(LIST, { authorization })
    expect(answer.status).toBe(401)
    expect(answer.headers.get('www-authenticate')).toBe('Bearer')
  }
  await expect(stage.connect('wrong')).rejects.toThrow(/401|UNAUTHENTICATED/)
})

test('the cookie of a web page does not count', async () => {
  const session = await fetch(`${stage.url}/api/v1/session`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ token: stage.token }),
  })
  const [cookie = ''] = (session.headers.get('set-cookie') ?? '').split(';')
  const { origin } = new URL(stage.url)
  const answer = await fetch(`${stage.url}/mcp`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', cookie, origin },
    body: JSON.stringify(LIST),
  })
  expect(answer.status).toBe(401)
})

test('a page of another site cannot use it, by its origin or by a name of its own', async () => {
  expect((await stage.post(LIST, { origin: 'https://evil.example' })).status).toBe(403)
  expect((await stage.post(LIST, { origin: new URL(stage.url).origin })).status).toBe(200)
})

test('errors of the protocol have its form, without a trace', async () => {
  const broken = await stage.post('{"jsonrpc":')
  expect(broken.status).toBe(400)
  expect(await broken.json()).toMatchObject({ jsonrpc: '2.0', error: { code: -32700 }, id: null })
  const batch = await stage.post([LIST, LIST])
  expect(await batch.json()).toMatchObject({ jsonrpc: '2.0', error: { code: -32600 } })
  const unknown = await stage.post({ jsonrpc: '2.0', id: 2, method: 'tools/nothing' })
  expect(await unknown.json()).toMatchObject({ jsonrpc: '2.0', id: 2, error: { code: -32601 } })
  for (const [params, problem] of [
    [{ name: 5 }, '"params.name": Invalid input: expected string, received number'],
    [{ name: 'why', arguments: null }, '"params.arguments": Invalid input: expected record, received null'],
    [undefined, '"params": Invalid input: expected object, received undefined'],
  ]) {
    const wrong = await stage.post({ jsonrpc: '2.0', id: 3, method: 'tools/call', params })
    const message = `The request is not valid. ${problem}`
    expect(await wrong.json()).toEqual({ jsonrpc: '2.0', id: 3, error: { code: -32602, message } })
  }
  for (const method of ['GET', 'DELETE']) {
    const answer = await fetch(`${stage.url}/mcp`, { method, headers: { authorization: `Bearer ${stage.token}` } })
    expect([method, answer.status]).toEqual([method, 405])
  }
  const large = await stage.post({ ...LIST, params: { cursor: 'x'.repeat(2_000_000) } })
  expect(large.status).toBe(413)
})

test('a server whose setting is off says how to switch it on', async () => {
  const off = await AssistantStage.create('off')
  const answer = await off.post(LIST)
  expect(answer.status).toBe(404)
  expect(await answer.json()).toMatchObject({ detail: expect.stringContaining('"server.mcp"') })
  await off.dispose()
})

test('calls are counted by tool and outcome', async () => {
  const assistant = await stage.connect()
  await told(assistant, 'find_failed')
  await refused(assistant, 'no_such_tool')
  const metrics = await fetch(`${stage.url}/metrics`, { headers: { authorization: `Bearer ${stage.token}` } })
  const text = await metrics.text()
  expect(text).toMatch(/aiflow_mcp_calls_total\{tool="find_failed",outcome="ok"\} [1-9]/)
  expect(text).toMatch(/aiflow_mcp_calls_total\{tool="unknown",outcome="error"\} [1-9]/)
  expect(text).not.toContain('no_such_tool')
})

test('the secret of the token is in no answer', async () => {
  const assistant = await stage.connect()
  const { tools } = await assistant.listTools()
  const texts = await Promise.all(tools.map(({ name }) => call(assistant, name, {}).then(({ text }) => text)))
  expect(texts.join('\n')).not.toContain(stage.token)
})
