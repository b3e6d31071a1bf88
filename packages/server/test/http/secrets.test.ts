import { execFileSync } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { existsSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { WorkerConnection } from '../workers/worker-connection.ts'
import { bash, HttpHarness, uploadOf } from './http-harness.ts'

const VALUE = 'correct-horse-battery'

let harness: HttpHarness

beforeEach(async () => {
  harness = await HttpHarness.create()
})

afterEach(async () => {
  await harness.dispose()
})

const keyFile = () => join(harness.folder, 'secrets-key')

async function restart(secretsKey: string | null = null): Promise<void> {
  await harness.server.stop()
  harness.secretsKey = secretsKey
  await harness.start()
}

/** Files below the home that hold the text, as it is. */
function filesWith(text: string): string[] {
  try {
    return execFileSync('grep', ['-rlaF', text, harness.folder], { encoding: 'utf8' }).trim().split('\n')
  } catch {
    return []
  }
}

test('secrets are set, listed and deleted, and no answer has a value', async () => {
  const { secrets } = harness.client
  expect(existsSync(keyFile())).toBe(false)
  const set = await secrets.set('default', 'db', VALUE)
  expect(set).toMatchObject({ namespace: 'default', name: 'db', setBy: 'token:home' })
  await secrets.set('default', 'db', `${VALUE}2`)
  await secrets.set('default', 'api', VALUE)
  expect(await secrets.list('default')).toMatchObject([
    { name: 'api', readable: true, keyId: set.keyId },
    { name: 'db', readable: true, createTime: set.createTime },
  ])
  await secrets.delete('default', 'db')
  await expect(secrets.delete('default', 'db')).rejects.toMatchObject({ code: 'SECRET_NOT_FOUND' })
  await expect(secrets.set('nowhere', 'db', VALUE)).rejects.toMatchObject({ code: 'NAMESPACE_NOT_FOUND' })
  const raw = await harness.call('/api/v1/secrets/default', {
    headers: { authorization: `Bearer ${harness.token}` },
  })
  expect(Object.keys((raw.body.items as object[])[0] ?? {}).sort()).toEqual(
    ['createTime', 'keyId', 'name', 'namespace', 'readable', 'setBy', 'updateTime', 'usedBy'].sort(),
  )
})

test('the value is in no file of the home, and the file of the key is closed to others', async () => {
  await harness.client.secrets.set('default', 'db', VALUE)
  expect(filesWith(VALUE)).toEqual([])
  expect(filesWith(Buffer.from(VALUE).toString('base64'))).toEqual([])
  expect(statSync(keyFile()).mode & 0o777).toBe(0o600)
  const { items } = await harness.client.server.audit({})
  expect(JSON.stringify(items)).toContain('setSecret')
  expect(JSON.stringify(items)).not.toContain(VALUE)
})

test('a secret outlives a restart, and its namespace takes it along', async () => {
  const { client } = harness
  await client.namespaces.add('team')
  await client.secrets.set('team', 'db', VALUE)
  await restart()
  expect(await client.secrets.list('team')).toMatchObject([{ name: 'db', readable: true }])
  await client.namespaces.delete('team')
  await client.namespaces.add('team')
  expect(await client.secrets.list('team')).toEqual([])
})

test.each([
  ['', 'INVALID_ARGUMENT'],
  ['a\0b', 'INVALID_ARGUMENT'],
  ['x'.repeat(32 * 1024 + 1), 'INVALID_ARGUMENT'],
])('a value that cannot be one is refused without being quoted', async (value, code) => {
  const error = await harness.client.secrets.set('default', 'db', value).catch((thrown: unknown) => thrown)
  expect(error).toMatchObject({ code })
  expect(await harness.client.secrets.list('default')).toEqual([])
})

test('viewers see names, authors set values, and only an admin of all namespaces changes the key', async () => {
  const { client } = harness
  const viewer = harness.clientWith((await client.tokens.create({ name: 'v', role: 'viewer' })).secret)
  const author = harness.clientWith((await client.tokens.create({ name: 'a', role: 'author' })).secret)
  await author.secrets.set('default', 'db', VALUE)
  expect(await viewer.secrets.list('default')).toMatchObject([{ name: 'db', setBy: 'token:a' }])
  await expect(viewer.secrets.set('default', 'db', 'other')).rejects.toMatchObject({ code: 'FORBIDDEN' })
  await expect(author.secrets.rotateKey()).rejects.toMatchObject({ code: 'FORBIDDEN' })
})

test('a new key encrypts everything again, and the key before stays for backups', async () => {
  const { secrets } = harness.client
  const { keyId } = await secrets.set('default', 'db', VALUE)
  const rotated = await secrets.rotateKey()
  expect(rotated).toMatchObject({ encrypted: 1, unreadable: [] })
  expect(rotated.keyId).not.toBe(keyId)
  expect(await secrets.list('default')).toMatchObject([{ keyId: rotated.keyId, readable: true }])
  expect(readFileSync(keyFile(), 'utf8').trim().split(',')).toHaveLength(2)
  await restart()
  expect(await secrets.list('default')).toMatchObject([{ keyId: rotated.keyId, readable: true }])
})

test('a key of the environment takes over from the file by a rotation', async () => {
  const { secrets } = harness.client
  const { keyId } = await secrets.set('default', 'db', VALUE)
  const given = randomBytes(32).toString('base64')
  await restart(given)
  expect(await secrets.list('default')).toMatchObject([{ keyId, readable: true }])
  const rotated = await secrets.rotateKey()
  expect(rotated.encrypted).toBe(1)
  rmSync(keyFile())
  await restart(given)
  expect(await secrets.list('default')).toMatchObject([{ keyId: rotated.keyId, readable: true }])
})

test('without its key a secret is listed as unreadable, a rotation leaves it, and setting it again mends it', async () => {
  const { secrets } = harness.client
  const { keyId } = await secrets.set('default', 'db', VALUE)
  await harness.server.stop()
  rmSync(keyFile())
  await harness.start()
  expect(await secrets.list('default')).toMatchObject([{ keyId, readable: false }])
  expect(await secrets.rotateKey()).toMatchObject({ encrypted: 0, unreadable: [{ name: 'db', keyId }] })
  await secrets.set('default', 'db', VALUE)
  expect(await secrets.list('default')).toMatchObject([{ readable: true }])
})

test('a server with a key that is none does not start, and says which one', async () => {
  await harness.server.stop()
  harness.secretsKey = 'not a key'
  await expect(harness.start()).rejects.toThrow('The environment variable "AIFLOW_SECRETS_KEY" holds no key')
  harness.secretsKey = null
  writeFileSync(keyFile(), 'damaged\n')
  await expect(harness.start()).rejects.toThrow(`The file "${keyFile()}" holds no key`)
  rmSync(keyFile())
  await harness.start()
})

test('the file of the keys is written again if it disappears', async () => {
  await harness.client.secrets.set('default', 'db', VALUE)
  const before = readFileSync(keyFile(), 'utf8')
  rmSync(keyFile())
  await expect.poll(() => existsSync(keyFile()), { timeout: 60_000 }).toBe(true)
  expect(readFileSync(keyFile(), 'utf8')).toBe(before)
})

const SECRETS = [{ variable: 'PASSWORD', secret: 'db', as: 'file' as const }]

/** Starts a task with a secret, and returns how its worker would fetch it. */
async function started() {
  const { client } = harness
  await client.workflows.upload(uploadOf({ tasks: [bash('a', { secrets: SECRETS })] }))
  const worker = await WorkerConnection.greet(harness.server.url, harness.token, { features: ['secrets'] })
  const { workflowExecutionId } = await client.workflows.startExecution('default', 'w')
  const spec = await worker.nextStart()
  const path = `/api/v1/worker/attempts/${spec.attemptId}/secrets`
  const fetched = (token = harness.token) => harness.call(path, { headers: { authorization: `Bearer ${token}` } })
  return { worker, spec, fetched, workflowExecutionId }
}

test('a worker fetches the values of a living attempt, and nobody else does', async () => {
  const { client } = harness
  await client.secrets.set('default', 'db', VALUE)
  const { worker, spec, fetched } = await started()
  expect(JSON.stringify(spec)).not.toContain(VALUE)
  expect(spec.secrets).toEqual(SECRETS)
  const { status, body, headers } = await fetched()
  expect([status, body, headers.get('cache-control')]).toEqual([200, { values: { PASSWORD: VALUE } }, 'no-store'])
  await client.secrets.set('default', 'db', 'another')
  expect((await fetched()).body).toEqual({ values: { PASSWORD: 'another' } })
  const author = (await client.tokens.create({ name: 'a', role: 'author' })).secret
  expect((await fetched(author)).status).toBe(403)
  expect((await fetched(spec.token)).status).toBe(403)
  const outcome = { type: 'success', output: null } as const
  worker.report({ type: 'finished', attemptId: spec.attemptId, outcome, startedAt: 1, endedAt: 2 })
  await expect.poll(async () => (await fetched()).body.code, { timeout: 60_000 }).toBe('ATTEMPT_ENDED')
  expect(filesWith(VALUE)).toEqual([])
  worker.socket.close()
})

test('a secret that is gone, and one whose key is gone, are named to the worker', async () => {
  const { client } = harness
  const { worker, fetched } = await started()
  expect((await fetched()).body).toMatchObject({
    code: 'SECRET_NOT_FOUND',
    detail: 'The namespace "default" has no secret "db". Set it with "aiflow -n default secret set db".',
  })
  const { keyId } = await client.secrets.set('default', 'db', VALUE)
  worker.socket.close()
  await harness.server.stop()
  rmSync(keyFile())
  await harness.start()
  const { body } = await fetched()
  expect(body).toMatchObject({ code: 'SECRET_UNREADABLE', details: { keyId } })
  expect(body.detail).toContain(
    `with the key ${keyId}, which this server does not have (it has: none). Add that key to`,
  )
})

test('an upload warns of a secret that does not exist, and of one in clear text, without quoting it', async () => {
  const { client } = harness
  const env = { DB_PASSWORD: VALUE }
  const upload = uploadOf({
    tasks: [bash('a', { secrets: SECRETS, operator: { type: 'bash', command: 'true', env } })],
  })
  const codes = (warnings: readonly { code: string; message: string }[]) => {
    expect(JSON.stringify(warnings)).not.toContain(VALUE)
    return warnings.map(({ code }) => code)
  }
  expect(codes((await client.workflows.preview(upload)).warnings)).toEqual(['LIKELY_SECRET', 'UNKNOWN_SECRET'])
  expect(codes((await client.workflows.upload(upload)).warnings)).toEqual(['LIKELY_SECRET', 'UNKNOWN_SECRET'])
  expect(codes((await client.workflows.get('default', 'w')).warnings)).toEqual(['LIKELY_SECRET', 'UNKNOWN_SECRET'])
  await client.secrets.set('default', 'db', VALUE)
  expect(codes((await client.workflows.get('default', 'w')).warnings)).toEqual(['LIKELY_SECRET'])
})

test('a worker of an older version that takes the place of a newer one does not get an attempt with secrets', async () => {
  await harness.client.secrets.set('default', 'db', VALUE)
  const { worker, spec, workflowExecutionId } = await started()
  worker.socket.close()
  const older = await WorkerConnection.open(harness.server.url, harness.token)
  older.hello({})
  expect(await older.next('welcome')).toMatchObject({ wanted: [], holds: [] })
  await harness.client.taskExecutions.stop(workflowExecutionId, 'a')
  expect(await older.next('stop')).toMatchObject({ attemptIds: [spec.attemptId] })
  older.socket.close()
  const next = await WorkerConnection.open(harness.server.url, harness.token)
  next.hello({})
  expect(await next.next('welcome')).toMatchObject({ holds: [{ attemptId: spec.attemptId, stop: true }] })
  const { wanted } = await next.next('wanted')
  expect(wanted).toMatchObject([{ stop: true }])
  expect(wanted[0]?.spec).not.toHaveProperty('secrets')
  next.socket.close()
})

test('secrets come from the sources of the configuration, in their order', async () => {
  await harness.dispose()
  harness = await HttpHarness.create({ secrets: { sources: 'environment, store' } })
  harness.secretVariables = { AIFLOW_SECRET_default__db: 'of-the-environment' }
  await restart()
  await harness.client.secrets.set('default', 'db', 'of-the-store')
  const { worker, fetched } = await started()
  expect((await fetched()).body).toEqual({ values: { PASSWORD: 'of-the-environment' } })
  worker.socket.close()
  harness.secretVariables = {}
  await restart()
  expect((await fetched()).body).toEqual({ values: { PASSWORD: 'of-the-store' } })
  await harness.client.secrets.delete('default', 'db')
  expect((await fetched()).body.detail).toBe(
    'The namespace "default" has no secret "db", also not in the environment of the server. Set it with "aiflow -n default secret set db".',
  )
})
