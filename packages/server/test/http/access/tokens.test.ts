import { get } from 'node:http'
import { AIFlowError } from '@aiflow/sdk'
import { pino } from 'pino'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { readConfig } from '../../../src/config/read-config.ts'
import { startServer } from '../../../src/server.ts'
import { createTemporaryFolder } from '../../../src/testing/temporary-folder.ts'
import { HttpHarness, uploadOf } from '../http-harness.ts'

let harness: HttpHarness

beforeAll(async () => {
  harness = await HttpHarness.create()
  await harness.client.workflows.upload(uploadOf())
  await harness.client.workflows.upload(uploadOf({ namespace: 'other' }))
})

afterAll(async () => {
  await harness.dispose()
})

test('a token is created, used and revoked; its secret is shown once and not stored', async () => {
  const { secret, ...created } = await harness.client.tokens.create({ name: 'ci', role: 'operator' })
  expect(created).toMatchObject({
    name: 'ci',
    role: 'operator',
    namespaces: null,
    expireTime: null,
    lastUsedTime: null,
  })
  expect(secret).toMatch(/^aiflow_[\w-]{43}$/)
  expect((await harness.client.tokens.list()).items).toEqual([created])
  expect(await harness.clientWith(secret).events.send({ key: 'k' })).toMatchObject({ duplicate: false })
  const { items } = await harness.client.events.list({ all: true })
  expect(JSON.stringify(items)).not.toContain(secret)

  expect(await harness.client.tokens.revoke('ci')).toMatchObject({ name: 'ci' })
  await expect(harness.clientWith(secret).events.send({ key: 'k' })).rejects.toMatchObject({ code: 'UNAUTHENTICATED' })
  await expect(harness.client.tokens.revoke('ci')).rejects.toMatchObject({ code: 'TOKEN_NOT_FOUND' })
})

test('tokens and the times of their last use survive a restart', async () => {
  const { secret } = await harness.client.tokens.create({ name: 'lasting', role: 'viewer', namespaces: ['default'] })
  const start = Date.now()
  await harness.clientWith(secret).workflows.list()
  await harness.server.stop()
  await harness.start()
  expect((await harness.clientWith(secret).workflows.list()).items).toHaveLength(1)
  const { items } = await harness.client.tokens.list()
  const [token] = items.filter(({ name }) => name === 'lasting')
  expect(token).toMatchObject({ role: 'viewer', namespaces: ['default'] })
  expect(token?.lastUsedTime).toBeGreaterThanOrEqual(start)
})

test('an expired token is refused', async () => {
  const { secret } = await harness.client.tokens.create({ name: 'old', role: 'admin', expireTime: Date.now() + 300 })
  const answer = () =>
    harness
      .clientWith(secret)
      .workflows.list()
      .then(
        () => null,
        (error: unknown) => error,
      )
  const refusal = { code: 'UNAUTHENTICATED', message: expect.stringContaining('expired') }
  await expect.poll(answer, { timeout: 30_000 }).toMatchObject(refusal)
})

test.each([
  [{ name: 'ci 2', role: 'viewer' }, 'INVALID_ARGUMENT'],
  [{ name: 'x', role: 'owner' }, 'INVALID_ARGUMENT'],
  [{ name: 'x', role: 'viewer', expireTime: 1 }, 'INVALID_ARGUMENT'],
  [{ name: 'x', role: 'viewer', namespaces: [] }, 'INVALID_ARGUMENT'],
  [{ name: 'x', role: 'viewer', secretHash: 'a' }, 'INVALID_ARGUMENT'],
  [{ name: 'home', role: 'viewer' }, 'ALREADY_EXISTS'],
  [{ name: 'lasting', role: 'viewer' }, 'ALREADY_EXISTS'],
])('the token %j is refused', async (token, code) => {
  expect(await harness.post('/api/v1/tokens', JSON.stringify(token))).toMatchObject({ body: { code } })
})

test('a token with one namespace sees it without naming it, and nothing of others', async () => {
  const { secret } = await harness.client.tokens.create({ name: 'team', role: 'admin', namespaces: ['other'] })
  const client = harness.clientWith(secret)
  expect((await client.workflows.list()).items.map(({ namespace }) => namespace)).toEqual(['other'])
  await expect(client.workflows.list({ namespace: 'default' })).rejects.toMatchObject({ code: 'FORBIDDEN' })
  await expect(client.workflows.upload(uploadOf())).rejects.toMatchObject({ code: 'FORBIDDEN' })
  await expect(client.events.send({ key: 'k' })).rejects.toMatchObject({ code: 'FORBIDDEN' })
  await expect(client.events.send({ key: 'k', namespace: 'other' })).resolves.toMatchObject({ duplicate: false })
  const { workflowExecutionId: id } = await client.workflows.startExecution('other', 'w')
  await client.workflowExecutions.stop(id)
})

test('a token with some namespaces lists and shows only these, page by page', async () => {
  const names = ['other', 'third', 'default']
  const { secret } = await harness.client.tokens.create({ name: 'few', role: 'viewer', namespaces: names })
  await harness.client.namespaces.add('second')
  await harness.client.namespaces.add('third', { owner: 'me' })
  const { namespaces } = harness.clientWith(secret)
  const first = await namespaces.list({ limit: 2 })
  expect(first.items.map(({ name }) => name)).toEqual(['default', 'other'])
  const rest = await namespaces.list({ limit: 2, cursor: first.next ?? '' })
  expect(rest).toMatchObject({ items: [{ name: 'third' }], next: null })
  expect(await namespaces.get('third')).toMatchObject({ properties: { owner: 'me' } })
  await expect(namespaces.get('second')).rejects.toMatchObject({ code: 'FORBIDDEN' })
  await expect(namespaces.add('fourth')).rejects.toMatchObject({ code: 'FORBIDDEN' })
})

test('a token with several namespaces must name one', async () => {
  const { secret } = await harness.client.tokens.create({
    name: 'two',
    role: 'viewer',
    namespaces: ['other', 'default'],
  })
  const client = harness.clientWith(secret)
  await expect(client.workflows.list()).rejects.toMatchObject({ code: 'INVALID_ARGUMENT' })
  expect((await client.workflows.list({ namespace: 'default' })).items).toHaveLength(1)
})

test('listening ends when the token is revoked', async () => {
  const { secret } = await harness.client.tokens.create({ name: 'listener', role: 'viewer' })
  const response = await fetch(`${harness.server.url}/api/v1/events/listen?key=ring`, {
    headers: { authorization: `Bearer ${secret}` },
  })
  await harness.client.tokens.revoke('listener')
  await harness.client.events.send({ key: 'ring' })
  expect(await response.text()).not.toContain('"ring"')
})

test('every change is in the audit: who, what, when, and the result', async () => {
  const { secret } = await harness.client.tokens.create({ name: 'auditor', role: 'author' })
  const headers = { authorization: `Bearer ${secret}`, 'x-request-id': 'why-1' }
  const start = Date.now()
  await harness.call('/api/v1/workflows/default/w/disable', { method: 'POST', headers })
  await harness.call('/api/v1/workflows/default/none/enable', { method: 'POST', headers })
  const { items } = await harness.client.server.audit({ sender: 'auditor' })
  const time = expect.toSatisfy((value: number) => value >= start - 1 && value <= Date.now())
  expect(items).toMatchObject([
    {
      time,
      sender: 'auditor',
      action: 'setWorkflowEnabled',
      target: { workflow: 'none', enabled: true },
      result: 'refused',
      code: 'WORKFLOW_NOT_FOUND',
      requestId: 'why-1',
    },
    {
      time,
      sender: 'auditor',
      action: 'setWorkflowEnabled',
      target: { workflow: 'w', enabled: false },
      result: 'ok',
      code: null,
      requestId: 'why-1',
    },
  ])
  const first = await harness.client.server.audit({ limit: 1 })
  expect(first.items).toEqual(items.slice(0, 1))
  expect((await harness.client.server.audit({ limit: 1, cursor: first.next ?? '' })).items).toEqual(items.slice(1))
  const uploads = await harness.client.server.audit({ action: 'upload', namespace: 'default' })
  expect(uploads.items).toMatchObject([{ sender: 'home', target: { workflow: 'w' }, result: 'ok' }])
  const others = await harness.client.server.audit({ action: 'upload', namespace: 'other' })
  expect(others.items).toMatchObject([{ sender: 'home', target: { workflow: 'w' }, result: 'ok' }])
  expect((await harness.client.server.audit({ endTime: '2000-01-01' })).items).toEqual([])
})

test('the audit says for which namespaces a token was created', async () => {
  await harness.client.tokens.create({ name: 'ours', role: 'viewer', namespaces: ['default', 'other'] })
  const { items } = await harness.client.server.audit({ action: 'createToken', limit: 1 })
  expect(items).toMatchObject([{ target: { name: 'ours', role: 'viewer', namespaces: 'default, other' } }])
})

test('an answer has the id of its request in the log, and unsafe ids are replaced', async () => {
  const asked = async (id: string) => (await harness.call('/healthz', { headers: { 'x-request-id': id } })).headers
  expect((await asked('mine.1')).get('x-request-id')).toBe('mine.1')
  for (const bad of ['a b', 'x'.repeat(65), '{}', 'ä']) {
    expect((await asked(`${encodeURIComponent(bad)}%`)).get('x-request-id')).toMatch(/^[0-9a-f]{12}-\w+$/)
  }
})

test('a server that others can reach does not start before it has a token', async () => {
  const { path, remove } = await createTemporaryFolder()
  const start = (host: string) =>
    startServer({ home: path, host, port: 0, version: '0.1.0', logger: pino({ level: 'silent' }) })
  const refusal = await start('0.0.0.0').catch((error: unknown) => error)
  expect(refusal).toBeInstanceOf(AIFlowError)
  expect(refusal).toMatchObject({ code: 'INVALID_ARGUMENT', message: expect.stringContaining('token create') })
  const server = await start('127.0.0.1')
  await server.stop()
  await remove()
})

test('a server answers to the names in its configuration', async () => {
  const { path, remove } = await createTemporaryFolder()
  const config = readConfig({ home: path, variables: { AIFLOW_SERVER_NAMES: 'Flow.example, other.example' } })
  const logger = pino({ level: 'silent' })
  const server = await startServer({ home: path, host: '127.0.0.1', port: 0, version: '0.1.0', logger, config })
  const { port } = new URL(server.url)
  const statusAs = (host: string) =>
    new Promise<number | undefined>((resolve, reject) => {
      get({ port, host: '127.0.0.1', path: '/healthz', headers: { host } }, (response) => {
        response.resume()
        resolve(response.statusCode)
      }).on('error', reject)
    })
  expect(await statusAs(`flow.example:${port}`)).toBe(200)
  expect(await statusAs('other.example')).toBe(200)
  expect(await statusAs('evil.example')).toBe(403)
  await server.stop()
  await remove()
})
