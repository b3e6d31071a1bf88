import { afterEach, beforeEach, expect, test } from 'vitest'
import { WorkerConnection } from '../workers/worker-connection.ts'
import { bash, HttpHarness, uploadOf } from './http-harness.ts'

const VALUE = 'correct-horse-battery'
const FIELDS = { host: 'db.example.org', database: 'orders', user: 'app' }
const DB = { type: 'postgres', fields: FIELDS, secrets: { password: 'db' } }
const FEATURES = ['secrets', 'connections']

let harness: HttpHarness

beforeEach(async () => {
  harness = await HttpHarness.create()
})

afterEach(async () => {
  await harness.dispose()
})

async function restart(): Promise<void> {
  await harness.server.stop()
  await harness.start()
}

const greet = (features: string[]) => WorkerConnection.greet(harness.server.url, harness.token, { features })

test('connections are set, listed, read and deleted, outlive a restart, and go with their namespace', async () => {
  const { client } = harness
  await client.namespaces.add('team')
  const set = await client.connections.set('team', 'warehouse', { ...DB, fields: { ...FIELDS, port: '6432' } })
  expect(set).toMatchObject({
    namespace: 'team',
    name: 'warehouse',
    type: 'postgres',
    fields: { ...FIELDS, port: 6432, sslMode: 'disable' },
    secrets: { password: 'db' },
    setBy: 'token:home',
  })
  await client.connections.set('team', 'api', { type: 'http', fields: { url: 'https://api.example.org' } })
  await restart()
  expect(await harness.client.connections.list('team')).toMatchObject([
    { name: 'api', missingSecrets: [] },
    { name: 'warehouse', missingSecrets: ['db'], createTime: set.createTime },
  ])
  await harness.client.secrets.set('team', 'db', VALUE)
  expect(await harness.client.connections.get('team', 'warehouse')).toMatchObject({ missingSecrets: [] })
  await harness.client.connections.delete('team', 'api')
  for (const act of ['get', 'delete', 'test'] as const)
    await expect(harness.client.connections[act]('team', 'api')).rejects.toMatchObject({ code: 'CONNECTION_NOT_FOUND' })
  await harness.client.namespaces.delete('team')
  await harness.client.namespaces.add('team')
  expect(await harness.client.connections.list('team')).toEqual([])
  await expect(harness.client.connections.set('nowhere', 'db', DB)).rejects.toMatchObject({
    code: 'NAMESPACE_NOT_FOUND',
  })
})

test('what is wrong about a connection is said by field, and nothing is stored', async () => {
  const set = (connection: object) => harness.client.connections.set('default', 'x', connection as typeof DB)
  const problems = [
    [{ ...DB, type: 'mysql' }, 'There is no type of connections "mysql"'],
    [{ ...DB, fields: { ...FIELDS, password: VALUE } }, '"password" is secret'],
    [
      { ...DB, fields: { ...FIELDS, port: 0, sslMode: 'yes' } },
      '"port" is a whole number from 1 to 65535, not 0; "sslMode" is one of',
    ],
    [{ type: 'http', fields: { url: `https://app:${VALUE}@api.example.org` } }, '"url" holds a user or a password'],
    [{ ...DB, secrets: { password: 'no/name' } }, '"secrets.password"'],
    [{ ...DB, fields: { ...FIELDS, host: 'x'.repeat(2000) } }, '"fields.host"'],
    [{ ...DB, fields: { ...FIELDS, host: ['x'] } }, '"fields.host"'],
    [{ ...DB, more: 1 }, '"more"'],
  ] as const
  for (const [connection, problem] of problems) {
    const error = await set(connection).catch((thrown: unknown) => thrown)
    expect(error).toMatchObject({ code: 'INVALID_ARGUMENT', message: expect.stringContaining(problem) })
    expect(JSON.stringify(error)).not.toContain(VALUE)
  }
  expect(await harness.client.connections.list('default')).toEqual([])
})

test('viewers see connections, and authors set, test and delete them', async () => {
  const { client } = harness
  const viewer = harness.clientWith((await client.tokens.create({ name: 'v', role: 'viewer' })).secret)
  const author = harness.clientWith((await client.tokens.create({ name: 'a', role: 'author' })).secret)
  await author.connections.set('default', 'db', DB)
  expect(await viewer.connections.list('default')).toMatchObject([{ name: 'db', setBy: 'token:a' }])
  await expect(viewer.connections.set('default', 'db', DB)).rejects.toMatchObject({ code: 'FORBIDDEN' })
  for (const act of ['test', 'delete'] as const)
    await expect(viewer.connections[act]('default', 'db')).rejects.toMatchObject({ code: 'FORBIDDEN' })
  const { secret } = await client.tokens.create({ name: 'o', role: 'author', namespaces: ['other'] })
  await expect(harness.clientWith(secret).connections.test('default', 'db')).rejects.toMatchObject({
    code: 'FORBIDDEN',
  })
})

test('a namespace has at most 1,000 connections', async () => {
  const { connections } = harness.client
  const http = { type: 'http', fields: { url: 'https://api.example.org' } }
  await Promise.all(Array.from({ length: 1000 }, (_, index) => connections.set('default', `c${index}`, http)))
  await expect(connections.set('default', 'one-more', http)).rejects.toMatchObject({ code: 'CONNECTIONS_FULL' })
  await connections.set('default', 'c7', DB)
  expect(await connections.list('default')).toHaveLength(1000)
}, 120_000)

test('a worker tests a connection, and the audit says who asked for it, without the values of secrets', async () => {
  const { client } = harness
  await client.secrets.set('default', 'db', VALUE)
  await client.connections.set('default', 'warehouse', DB)
  await expect(client.connections.test('default', 'warehouse')).rejects.toMatchObject({
    code: 'WORKER_UNAVAILABLE',
    message: expect.stringContaining('none is connected'),
  })
  const older = await greet(['secrets'])
  await expect(client.connections.test('default', 'warehouse')).rejects.toMatchObject({
    code: 'WORKER_UNAVAILABLE',
    message: expect.stringContaining('each is of an older version'),
  })
  older.socket.close()
  const worker = await greet(FEATURES)
  const tested = client.connections.test('default', 'warehouse')
  const { requestId, connection } = await worker.next('testConnection')
  expect(connection).toMatchObject({
    name: 'warehouse',
    type: 'postgres',
    values: { ...FIELDS, port: 5432, password: VALUE },
    secret: ['password', 'url'],
  })
  const result = { ok: false, message: 'Nothing answers.', durationMs: 7 }
  worker.send({ type: 'connectionTested', requestId, result })
  expect(await tested).toMatchObject({ ...result, workerId: expect.any(String) })
  const { items } = await client.server.audit({})
  expect(items.map(({ action }) => action)).toContain('testConnection')
  expect(JSON.stringify(items)).not.toContain(VALUE)
  const lost = client.connections.test('default', 'warehouse')
  await worker.next('testConnection')
  worker.socket.close()
  expect(await lost).toMatchObject({ ok: false, message: 'The connection to the worker ended.' })
})

test('a secret of a connection that is gone is named with the connection', async () => {
  const { client } = harness
  const worker = await greet(FEATURES)
  await client.connections.set('default', 'warehouse', DB)
  await expect(client.connections.test('default', 'warehouse')).rejects.toMatchObject({
    code: 'SECRET_NOT_FOUND',
    message: expect.stringContaining('The connection "warehouse" needs the secret "db" for "password".'),
  })
  worker.socket.close()
})

const NAMED = [{ variable: 'DB', connection: 'warehouse', type: 'postgres', as: 'file' as const }]

/** Starts a task with a connection, and returns how its worker would fetch it. */
async function started() {
  const { client } = harness
  await client.workflows.upload(uploadOf({ tasks: [bash('a', { connections: NAMED })] }))
  const worker = await greet(FEATURES)
  await client.workflows.startExecution('default', 'w')
  const spec = await worker.nextStart()
  const headers = { authorization: `Bearer ${harness.token}` }
  const fetched = () => harness.call(`/api/v1/worker/attempts/${spec.attemptId}/secrets`, { headers })
  return { worker, spec, fetched }
}

test('a worker fetches the connections of a living attempt, with the values as they are then', async () => {
  const { client } = harness
  const { worker, spec, fetched } = await started()
  expect(spec.connections).toEqual(NAMED)
  expect((await fetched()).body).toMatchObject({
    code: 'CONNECTION_NOT_FOUND',
    detail: expect.stringContaining('The namespace "default" has no connection "warehouse".'),
  })
  await client.connections.set('default', 'warehouse', { type: 'http', fields: { url: 'https://api.example.org' } })
  expect((await fetched()).body).toMatchObject({
    code: 'CONNECTION_TYPE_MISMATCH',
    detail: expect.stringContaining('is of the type "http", and the task takes one of the type "postgres"'),
  })
  await client.connections.set('default', 'warehouse', DB)
  expect((await fetched()).body).toMatchObject({ code: 'SECRET_NOT_FOUND' })
  await client.secrets.set('default', 'db', VALUE)
  const url = `postgresql://app:${VALUE}@db.example.org:5432/orders?sslmode=disable`
  const { body } = await fetched()
  expect(body).toMatchObject({ values: {}, connections: { DB: { values: { url }, secret: ['password', 'url'] } } })
  await client.secrets.set('default', 'db', 'another')
  expect(JSON.stringify((await fetched()).body)).not.toContain(VALUE)
  worker.socket.close()
})

test('an upload warns of a connection that does not exist, has another type, or lacks a secret', async () => {
  const { client } = harness
  const upload = uploadOf({ tasks: [bash('a', { connections: NAMED })] })
  const warnings = async () => (await client.workflows.preview(upload)).warnings
  expect(await warnings()).toMatchObject([
    {
      code: 'UNKNOWN_CONNECTION',
      message: expect.stringContaining('"aiflow -n default connection set warehouse --type postgres"'),
    },
  ])
  await client.connections.set('default', 'warehouse', { type: 'http', fields: { url: 'https://api.example.org' } })
  expect(await warnings()).toMatchObject([{ code: 'CONNECTION_TYPE_MISMATCH' }])
  await client.connections.set('default', 'warehouse', DB)
  expect(await warnings()).toMatchObject([
    { code: 'UNKNOWN_SECRET', message: expect.stringContaining('connection "warehouse", which needs the secret "db"') },
  ])
  await client.secrets.set('default', 'db', VALUE)
  expect(await warnings()).toEqual([])
})

test.each([
  [
    { connections: NAMED, secrets: [{ variable: 'DB_PASSWORD', secret: 'db', as: 'file' }] },
    'knows a secret as "DB_PASSWORD"',
  ],
  [{ connections: [...NAMED, ...NAMED] }, 'must not have a variable twice'],
  [{ connections: [{ ...NAMED[0], variable: 'AIFLOW_X' }] }, 'must be the name of a variable'],
  [{ connections: NAMED, operator: { type: 'code', className: 'X', isolation: 'shared' } }, 'cannot share its process'],
  [{ connections: NAMED, operator: { type: 'workflow', workflow: 'v' } }, 'runs nothing itself'],
] as const)('a definition with %j is refused', async (task, problem) => {
  const definition = { tasks: [bash('a', task as unknown as Parameters<typeof bash>[1])] }
  await expect(harness.client.workflows.upload(uploadOf(definition))).rejects.toMatchObject({
    message: expect.stringContaining(problem),
  })
})

test('lists say which workflows and connections use a secret, and which workflows a connection', async () => {
  const { client } = harness
  const secrets = [{ variable: 'KEY', secret: 'api', as: 'file' as const }]
  const nightly = { name: 'nightly', tasks: [bash('a', { connections: NAMED }), bash('b', { secrets })] }
  const hourly = { name: 'hourly', tasks: [bash('a', { secrets }), bash('b', { secrets })] }
  for (const definition of [nightly, hourly]) await client.workflows.upload(uploadOf(definition))
  await client.connections.set('default', 'warehouse', DB)
  for (const name of ['api', 'db', 'unused']) await client.secrets.set('default', name, VALUE)
  const uses = async () => (await client.secrets.list('default')).map(({ name, usedBy }) => [name, usedBy])
  expect(await uses()).toEqual([
    ['api', { workflows: ['hourly', 'nightly'], connections: [] }],
    ['db', { workflows: [], connections: ['warehouse'] }],
    ['unused', { workflows: [], connections: [] }],
  ])
  expect(await client.connections.get('default', 'warehouse')).toMatchObject({ usedBy: { workflows: ['nightly'] } })
  await client.workflows.upload(uploadOf({ name: 'hourly', tasks: [bash('a')] }))
  await client.workflows.delete('default', 'nightly')
  expect((await uses())[0]).toEqual(['api', { workflows: [], connections: [] }])
  expect(await client.connections.get('default', 'warehouse')).toMatchObject({ usedBy: { workflows: [] } })
})
