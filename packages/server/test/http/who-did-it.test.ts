import { DatabaseSync } from 'node:sqlite'
import type { AIFlowClient } from '@aiflow/sdk/client'
import type { AttemptSpec } from '@aiflow/sdk/internal/worker-protocol'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { WorkerConnection } from '../workers/worker-connection.ts'
import { bash, HttpHarness, uploadOf } from './http-harness.ts'

const ON_GO = { name: 'go', condition: { type: 'event', event: { key: 'go' } }, action: 'START' }

let harness: HttpHarness
let worker: WorkerConnection
let spec: AttemptSpec
let task: AIFlowClient
let bot: AIFlowClient
let twin: AIFlowClient

/** One task runs, another waits for an event. */
beforeAll(async () => {
  harness = await HttpHarness.create()
  worker = await WorkerConnection.greet(harness.server.url, harness.token)
  const { client } = harness
  await client.workflows.upload(uploadOf({ tasks: [bash('a'), bash('b', { rules: [ON_GO] })] }))
  await client.workflows.startExecution('default', 'w')
  spec = await worker.nextStart()
  worker.report({ type: 'running', attemptId: spec.attemptId, pid: 1, startedAt: Date.now() })
  await worker.next('acknowledge')
  task = harness.clientWith(spec.token)
  bot = harness.clientWith((await client.tokens.create({ name: 'bot', role: 'operator' })).secret)
  twin = harness.clientWith((await client.tokens.create({ name: 'twin', role: 'operator' })).secret)
})

afterAll(async () => {
  worker.socket.close()
  await harness.dispose()
})

test('an event names the token that sent it wherever it is read, under any sender name', async () => {
  const { client } = harness
  const { offset } = await bot.events.send({ key: 'named', sender: 'shop' })
  const told = { offset, sender: 'shop', principal: 'token:bot' }
  expect(await client.events.get(offset)).toMatchObject(told)
  expect((await client.events.list({ principal: 'token:bot' })).items).toMatchObject([told])
  expect((await client.events.list({ principal: 'token:twin' })).items).toEqual([])
  for await (const event of client.events.listen({ keys: ['named'], from: offset - 1, principal: 'token:bot' })) {
    expect(event).toMatchObject(told)
    break
  }
  const { offset: unnamed } = await client.events.send({ key: 'named' })
  expect(await client.events.get(unnamed)).toMatchObject({ sender: null, principal: 'token:home' })
})

test('events of a task name its task execution, and can be found by it', async () => {
  const { workflowExecutionId: id } = spec
  const { offset } = await task.events.send({ key: 'of-task', sender: 'shop' })
  const told = { offset, sender: `${id}/a/1`, principal: `task:${id}/a/1` }
  expect((await harness.client.events.list({ principal: told.principal })).items).toMatchObject([told])
})

test('why a task ran names the token whose event started it, and the audit who asked', async () => {
  const { workflowExecutionId: id } = spec
  await bot.events.send({ key: 'go', sender: 'shop' })
  await bot.workflowExecutions.pause(id)
  await bot.workflowExecutions.resume(id)
  await expect
    .poll(async () => (await harness.client.taskExecutions.list(id)).items.map(({ taskName }) => taskName))
    .toContain('b')
  const { links } = await harness.client.taskExecutions.why({
    workflowExecutionId: id,
    taskName: 'b',
    sequenceNumber: 1,
  })
  expect(links.at(-1)).toMatchObject({ type: 'event', event: { sender: 'shop', principal: 'token:bot' } })
  const { items } = await harness.client.server.audit({ principal: 'token:bot' })
  expect(items).toMatchObject([{ action: 'setExecutionPaused', sender: 'bot' }, { action: 'setExecutionPaused' }])
})

test('sender names that only the server uses, and their lookalikes, are refused', async () => {
  await expect
    .poll(async () => (await harness.client.events.list({ all: true })).items.map(({ kind }) => kind))
    .toContain('report')
  const { items } = await harness.client.events.list({ all: true })
  const written = items.filter(({ kind }) => kind === 'report').map(({ sender }) => String(sender))
  const names = [...new Set(written), 'token:twin', 'task:1/a/1', 'worker:w', '1/a/1', 'home', 'system', '']
  for (const name of names) {
    for (const sender of [name, `${name} `, name.toUpperCase(), `${name}\u200b`, `\u2060${name}`]) {
      await expect(bot.events.send({ key: 'k', sender })).rejects.toMatchObject({ code: 'INVALID_ARGUMENT' })
    }
  }
  await expect(harness.client.events.send({ key: 'k', sender: 'home' })).resolves.toBeDefined()
})

test('an event of 0.2.0 that poses as a task is not taken for one once its principal is known', async () => {
  const { offset } = await bot.events.send({ key: 'pose' })
  const store = new DatabaseSync(harness.storePath)
  store.prepare('UPDATE events SET sender = ? WHERE offset = ?').run(`${spec.workflowExecutionId}/a/1`, offset)
  store.close()
  const { items } = await harness.client.events.list({ principal: `task:${spec.workflowExecutionId}/a/1`, key: 'pose' })
  expect(items).toEqual([])
})

test('two tokens with the same sender and key do not share offsets', async () => {
  const event = { key: 'k', sender: 'shop', idempotencyKey: 'one' }
  const first = await bot.events.send(event)
  expect(await twin.events.send(event)).toMatchObject({ duplicate: false })
  expect(await bot.events.send(event)).toEqual({ offset: first.offset, duplicate: true })
})

test('a token that is created again under its name keeps its keys', async () => {
  const create = () => harness.client.tokens.create({ name: 'rotated', role: 'operator' })
  const event = { key: 'k', idempotencyKey: 'rotation' }
  const first = await harness.clientWith((await create()).secret).events.send(event)
  await harness.client.tokens.revoke('rotated')
  const again = await harness.clientWith((await create()).secret).events.send(event)
  expect(again).toEqual({ offset: first.offset, duplicate: true })
})

test.each(['one', 'control/one', 'request/one'])(
  'a key of a request and the key %j of an event never meet',
  async (key) => {
    const pool = (idempotencyKey: string) =>
      harness.call('/api/v1/pools/default/p', {
        method: 'PUT',
        body: '{"slots":1}',
        headers: {
          authorization: `Bearer ${harness.token}`,
          'content-type': 'application/json',
          'idempotency-key': idempotencyKey,
        },
      })
    const send = (sender: string | null) => harness.client.events.send({ key: 'k', sender, idempotencyKey: key })
    expect(await pool(key)).toMatchObject({ status: 200 })
    expect(await pool('one')).toMatchObject({ status: 200 })
    expect(await send('home')).toMatchObject({ duplicate: false })
    expect(await send(null)).toMatchObject({ duplicate: false })
    expect(await pool(key)).toMatchObject({ status: 200 })
  },
)

test('events and requests that are repeated after an upgrade get their first offsets', async () => {
  const { client } = harness
  const { offset } = await client.events.send({ key: 'k', sender: 'shop' })
  await client.pools.set('default', 'old', 3)
  const [asked] = (await client.server.audit({ action: 'setPool' })).items
  await harness.server.stop()
  const store = new DatabaseSync(harness.storePath)
  const insert = store.prepare('INSERT INTO producer_keys VALUES (?, ?, ?, ?)')
  insert.run('default', '=shop', 'before', offset)
  insert.run('default', '=home', 'control/before', asked?.offset ?? 0)
  store.close()
  await harness.start()
  const event = { key: 'k', sender: 'shop', idempotencyKey: 'before' }
  expect(await harness.client.events.send(event)).toEqual({ offset, duplicate: true })
  expect(
    await harness.client.events.send({ ...event, sender: 'home', idempotencyKey: 'control/before' }),
  ).toMatchObject({
    duplicate: false,
  })
  const { status } = await harness.call('/api/v1/pools/default/old', {
    method: 'PUT',
    body: '{"slots":3}',
    headers: {
      authorization: `Bearer ${harness.token}`,
      'content-type': 'application/json',
      'idempotency-key': 'before',
    },
  })
  expect(status).toBe(200)
  expect((await harness.client.server.audit({ action: 'setPool' })).items[0]?.offset).toBe(asked?.offset)
})

test('states that tasks set are in the audit only if tasks are included', async () => {
  const name = `task:${spec.workflowExecutionId}/a/1`
  worker = await WorkerConnection.greet(harness.server.url, harness.token)
  await task.task.writeState('n', 1)
  const actionsOf = async (query: Parameters<AIFlowClient['server']['audit']>[0]) =>
    (await harness.client.server.audit(query)).items.map(({ action }) => action)
  expect(await actionsOf({})).not.toContain('setState')
  expect(await actionsOf({ all: true })).toContain('setState')
  expect(await actionsOf({ principal: name })).toContain('setState')
})

test('a task may read and control its own execution, and no other', async () => {
  const { client } = harness
  const { workflowExecutionId: id } = spec
  const { workflowExecutionId: other } = await client.workflows.startExecution('default', 'w')
  expect(await task.workflowExecutions.get(id)).toMatchObject({ id })
  expect(await task.taskExecutions.start(id, 'b')).toMatchObject({ verdict: expect.any(String) })
  await expect(task.workflowExecutions.get(other)).rejects.toThrow('may not do this')
  await expect(task.workflowExecutions.stop(other)).rejects.toMatchObject({ code: 'FORBIDDEN' })
  await expect(task.workflows.startExecution('default', 'w')).rejects.toThrow('AIFLOW_TOKEN')
  await expect(task.tokens.create({ name: 'mine', role: 'admin' })).rejects.toMatchObject({ code: 'FORBIDDEN' })
  const [entry] = (await client.server.audit({ all: true, action: 'taskAction' })).items
  expect(entry).toMatchObject({ principal: `task:${id}/a/1`, result: 'ok' })
})
