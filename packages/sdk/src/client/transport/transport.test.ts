import { mkdtempSync, openAsBlob, rmSync, writeFileSync } from 'node:fs'
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { AIFlowClient } from '../aiflow-client.ts'

type Handler = (request: IncomingMessage, response: ServerResponse, body: string) => void

let far: Server
let url: string
let handlers: Handler[]
let bodies: string[]

/** The far side: answers each request with the next handler, the last one again and again. */
beforeEach(async () => {
  handlers = []
  bodies = []
  far = createServer(async (request, response) => {
    let body = ''
    for await (const chunk of request) body += String(chunk)
    bodies.push(body)
    const handler = handlers.length > 1 ? handlers.shift() : handlers[0]
    handler?.(request, response, body)
  })
  await new Promise<void>((resolve) => far.listen(0, '127.0.0.1', resolve))
  url = `http://127.0.0.1:${(far.address() as AddressInfo).port}`
})

afterEach(async () => {
  far.closeAllConnections()
  await new Promise((resolve) => far.close(resolve))
})

/** An address where nothing listens. */
async function closedUrl(): Promise<string> {
  const server = createServer()
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  await new Promise((resolve) => server.close(resolve))
  return `http://127.0.0.1:${port}`
}

const client = (retry = {}) =>
  new AIFlowClient({ url, token: 'secret', retry: { firstDelayMs: 1, maxDelayMs: 5, ...retry } })

const json =
  (status: number, value: unknown): Handler =>
  (_request, response) => {
    response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(value))
  }
const problem = (status: number, code: string) =>
  json(status, { type: 'x', title: 'x', status, detail: `It is ${code}.`, code, details: { name: 'w' } })
const hangUp: Handler = (request) => request.socket.destroy()
const stored = json(200, { offsets: [{ offset: 4, duplicate: false }] })
const started = json(200, { workflowExecutionId: 1 })

test('a problem becomes an error with its code, message and details', async () => {
  handlers = [problem(404, 'WORKFLOW_NOT_FOUND')]
  await expect(client().workflows.get('default', 'w')).rejects.toMatchObject({
    name: 'AIFlowError',
    code: 'WORKFLOW_NOT_FOUND',
    message: 'It is WORKFLOW_NOT_FOUND.',
    details: { name: 'w' },
  })
})

test('the token is sent, and names are escaped', async () => {
  let seen: unknown
  handlers = [
    (request, response, body) => {
      seen = [request.url, request.headers.authorization]
      problem(404, 'WORKFLOW_NOT_FOUND')(request, response, body)
    },
  ]
  await client()
    .workflows.get('a b', 'c/d')
    .catch(() => undefined)
  expect(seen).toEqual(['/api/v1/workflows/a%20b/c%2Fd', 'Bearer secret'])
})

test('an event whose answer was lost is sent again under the same idempotency key', async () => {
  handlers = [hangUp, problem(503, 'STORE_UNAVAILABLE'), stored]
  expect(await client().events.send({ key: 'k' })).toEqual({ offset: 4, duplicate: false })
  const keys = bodies.map((body) => JSON.parse(body).idempotencyKey)
  expect(keys).toHaveLength(3)
  expect(new Set(keys).size).toBe(1)
})

test('a server that asks for time gets it', async () => {
  const busy: Handler = (request, response, body) => {
    response.setHeader('retry-after', '1')
    problem(429, 'LANE_FULL')(request, response, body)
  }
  handlers = [busy, stored]
  const before = performance.now()
  await client().events.send({ key: 'k' })
  expect(performance.now() - before).toBeGreaterThanOrEqual(990)
  expect(bodies).toHaveLength(2)
})

test('what must not happen twice is not sent again once it may have arrived', async () => {
  handlers = [hangUp, json(200, { aliveTasks: 0 })]
  await expect(client().server.stop()).rejects.toMatchObject({ code: 'SERVER_UNAVAILABLE' })
  expect(bodies).toHaveLength(1)
})

test('a start whose answer was lost is sent again under the same idempotency key, another start under another', async () => {
  const keys: unknown[] = []
  const noteKey =
    (answer: Handler): Handler =>
    (request, response, body) => {
      keys.push(request.headers['idempotency-key'])
      answer(request, response, body)
    }
  handlers = [noteKey(hangUp), noteKey(started), noteKey(started)]
  await client().workflows.startExecution('default', 'w')
  await client().workflows.startExecution('default', 'w')
  expect(keys).toEqual([expect.any(String), keys[0], expect.any(String)])
  expect(keys[2]).not.toBe(keys[0])
})

test('a request that was refused for what it is, is not sent again', async () => {
  handlers = [problem(400, 'RESERVED_KEY'), stored]
  await expect(client().events.send({ key: 'aiflow/x' })).rejects.toMatchObject({ code: 'RESERVED_KEY' })
  expect(bodies).toHaveLength(1)
})

test('a server that is not there is named, with what to do', async () => {
  const nowhere = await closedUrl()
  const gone = new AIFlowClient({ url: nowhere, retry: { attempts: 2, firstDelayMs: 1 } })
  const error = await gone.server.info().catch((reason: unknown) => reason)
  expect(error).toMatchObject({ code: 'SERVER_UNAVAILABLE', details: { url: nowhere, code: 'ECONNREFUSED' } })
  expect(String(error)).toContain(
    `"${nowhere}" could not be reached (ECONNREFUSED). Start it with "aiflow server start"`,
  )
})

test('a server that comes back elsewhere is found', async () => {
  handlers = [started]
  const urls = [await closedUrl(), url]
  const moving = new AIFlowClient({ url: () => urls.shift() ?? url, retry: { firstDelayMs: 1 } })
  expect(await moving.workflows.startExecution('default', 'w')).toEqual({ workflowExecutionId: 1 })
})

test('an answer that is not from AIFlow says so', async () => {
  handlers = [(_request, response) => response.writeHead(200).end('<html>')]
  await expect(client().server.info()).rejects.toMatchObject({ code: 'PROTOCOL_MISMATCH' })
  handlers = [json(200, { hello: 'world' })]
  await expect(client().server.info()).rejects.toMatchObject({ code: 'PROTOCOL_MISMATCH' })
  handlers = [(_request, response) => response.writeHead(418).end('teapot')]
  await expect(client().server.info()).rejects.toMatchObject({ code: 'PROTOCOL_MISMATCH', details: { status: 418 } })
})

test('a request that waits for its turn is waited for', async () => {
  handlers = [
    json(202, { offset: 9, message: 'later' }),
    json(200, { offset: 9, result: null }),
    json(200, { offset: 9, result: { ok: true, value: { workflowExecutionId: 1 } } }),
  ]
  expect(await client().workflows.startExecution('default', 'w')).toEqual({ workflowExecutionId: 1 })
  handlers = [
    json(202, { offset: 9, message: 'later' }),
    json(200, { offset: 9, result: { ok: false, error: { code: 'WORKFLOW_DISABLED', message: 'no', details: {} } } }),
  ]
  await expect(client().workflows.startExecution('default', 'w')).rejects.toMatchObject({ code: 'WORKFLOW_DISABLED' })
})

test('a request that waits for too long is told with what to ask for', async () => {
  const waiting = json(200, { offset: 9, result: null })
  handlers = [json(202, { offset: 9, message: 'later' }), waiting]
  const impatient = new AIFlowClient({ url, resultWaitMs: 1 })
  const error = await impatient.workflows.startExecution('default', 'w').catch((reason: unknown) => reason)
  expect(error).toMatchObject({ code: 'TIMEOUT', details: { offset: 9 } })
  expect(String(error)).toContain('"server.result(9)"')
  expect(await impatient.server.result(9)).toBeNull()
  handlers = [json(200, { offset: 9, result: { ok: true, value: { workflowExecutionId: 1 } } })]
  expect(await impatient.server.result(9)).toEqual({ value: { workflowExecutionId: 1 } })
  handlers = [json(200, { offset: 9, result: { ok: false, error: { code: 'TOO_LARGE', message: 'no', details: {} } } })]
  await expect(impatient.server.result(9)).rejects.toMatchObject({ code: 'TOO_LARGE' })
})

test('a signal ends a call, and the wait for its next attempt', async () => {
  const reason = new Error('enough')
  const hanging = new AbortController()
  handlers = [() => hanging.abort(reason)]
  await expect(client().server.info({ signal: hanging.signal })).rejects.toBe(reason)
  const waiting = new AbortController()
  handlers = [
    (request) => {
      request.socket.destroy()
      setImmediate(() => waiting.abort(reason))
    },
  ]
  const patient = client({ attempts: Number.POSITIVE_INFINITY, firstDelayMs: 60_000, maxDelayMs: 60_000 })
  await expect(patient.server.info({ signal: waiting.signal })).rejects.toBe(reason)
})

test('a file that cannot be read, or was changed since, is an error at once, not a fault of the network', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'aiflow-transport-'))
  try {
    const file = join(folder, 'model')
    writeFileSync(file, 'x')
    const changed = await openAsBlob(file)
    writeFileSync(file, 'longer')
    handlers.push(json(200, null))
    const { task } = client({ attempts: Number.POSITIVE_INFINITY })
    for (const content of [changed, await openAsBlob(folder)]) {
      await expect(task.putArtifact('model', content)).rejects.toMatchObject({ code: 'INVALID_ARGUMENT' })
    }
  } finally {
    rmSync(folder, { recursive: true })
  }
})
