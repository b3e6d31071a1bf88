import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { HttpHarness, uploadOf } from '../http/http-harness.ts'
import { WorkerConnection } from '../workers/worker-connection.ts'

let harness: HttpHarness
let worker: WorkerConnection
let paths: string[]

/** One task runs on a worker that never answers when it is asked for a log. */
beforeEach(async () => {
  harness = await HttpHarness.create()
  worker = await WorkerConnection.greet(harness.server.url, harness.token)
  await harness.client.workflows.upload(uploadOf())
  const { workflowExecutionId: id } = await harness.client.workflows.startExecution('default', 'w')
  const { attemptId } = await worker.nextStart()
  worker.report({ type: 'running', attemptId, pid: 1, startedAt: Date.now() })
  const log = `/api/v1/workflow-executions/${id}/task-executions/a/1/logs/follow`
  worker.socket.on('message', (data) => {
    const message = JSON.parse(String(data))
    if (message.type !== 'readLog' || message.offset > 0) return
    const result = { type: 'ok' as const, offset: 0, nextOffset: 1, data: 'x', complete: false, times: [] }
    worker.send({ type: 'log', requestId: message.requestId, result })
  })
  paths = ['/api/v1/events/listen', '/api/v1/changes', '/api/v1/live', log]
})

afterEach(async () => {
  worker.socket.close()
  await harness.dispose()
})

/** Opens every stream, and gives the paths of those that have not ended. */
async function openAll(headers: Record<string, string>): Promise<Set<string>> {
  const open = new Set(paths)
  for (const path of paths) {
    const answer = await fetch(harness.server.url + path, { headers })
    expect([path, answer.status]).toEqual([path, 200])
    const reader = answer.body?.getReader()
    expect((await reader?.read())?.done).toBe(false)
    const untilEnd = async () => {
      while ((await reader?.read())?.done === false);
      open.delete(path)
    }
    untilEnd().catch(() => open.delete(path))
  }
  return open
}

/** Sooner than they would give a sign of life, with which it was noticed at the latest. */
const SOON = { timeout: 10_000 }

async function logIn(token: string): Promise<Record<string, string>> {
  const answer = await fetch(`${harness.server.url}/api/v1/session`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', origin: harness.server.url },
    body: JSON.stringify({ token }),
  })
  return { cookie: answer.headers.get('set-cookie')?.split(';', 1)[0] ?? '', origin: harness.server.url }
}

test('every stream of a session ends with its logout, and those of others continue', async () => {
  const [own, others] = [await logIn(harness.token), await logIn(harness.token)]
  const [open, othersOpen] = [await openAll(own), await openAll(others)]
  await fetch(`${harness.server.url}/api/v1/session`, { method: 'DELETE', headers: own })
  await vi.waitFor(() => expect([...open]).toEqual([]), SOON)
  expect([...othersOpen]).toEqual(paths)
}, 30_000)

test('every stream of a token, and of sessions of it, ends when it is revoked', async () => {
  const { secret } = await harness.client.tokens.create({ name: 'linus', role: 'viewer' })
  const open = await openAll({ authorization: `Bearer ${secret}` })
  const ofSession = await openAll(await logIn(secret))
  await harness.client.tokens.revoke('linus')
  await vi.waitFor(() => expect([...open]).toEqual([]), SOON)
  await vi.waitFor(() => expect([...ofSession]).toEqual([]), SOON)
}, 30_000)

test('every stream of a token ends when it expires', async () => {
  const { secret } = await harness.client.tokens.create({
    name: 'linus',
    role: 'viewer',
    expireTime: Date.now() + 6000,
  })
  const open = await openAll({ authorization: `Bearer ${secret}` })
  await vi.waitFor(() => expect([...open]).toEqual([]), SOON)
}, 30_000)
