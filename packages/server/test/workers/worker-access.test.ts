import { afterAll, beforeAll, expect, test, vi } from 'vitest'
import { HttpHarness } from '../http/http-harness.ts'
import { WorkerConnection } from './worker-connection.ts'

let harness: HttpHarness

beforeAll(async () => {
  harness = await HttpHarness.create()
})

afterAll(async () => {
  await harness.dispose()
})

test.each([
  ['author', null],
  ['admin', ['default']],
] as const)('a token with the role "%s" for the namespaces %j connects no worker', async (role, namespaces) => {
  const token = { name: `no-worker-${role}`, role, namespaces: namespaces === null ? null : [...namespaces] }
  const { secret } = await harness.client.tokens.create(token)
  await expect(WorkerConnection.open(harness.server.url, secret)).rejects.toThrow('403')
})

test('a worker whose token is revoked is disconnected at its next sign of life', async () => {
  const { secret } = await harness.client.tokens.create({ name: 'worker', role: 'admin' })
  const worker = await WorkerConnection.greet(harness.server.url, secret)
  worker.socket.pong()
  await harness.client.tokens.revoke('worker')
  worker.socket.pong()
  await vi.waitFor(() => expect(worker.closeCode).toBe(4004))
  await expect(WorkerConnection.open(harness.server.url, secret)).rejects.toThrow('401')
})
