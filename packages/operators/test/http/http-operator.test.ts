import { once } from 'node:events'
import { readFileSync } from 'node:fs'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { NonRetryableError, Workflow } from '@aiflow/sdk'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { HttpOperator, type HttpOperatorOptions } from '../../src/http/index.ts'
import { AttemptContext } from '../support/task-context.ts'

interface Received {
  readonly method: string | undefined
  readonly path: string | undefined
  readonly headers: IncomingMessage['headers']
  readonly body: string
}

let received: Received[]
let answer: (request: IncomingMessage, response: ServerResponse) => void
const server = createServer((request, response) => void serve(request, response))
let url: string

async function serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
  const chunks: Buffer[] = []
  for await (const chunk of request) chunks.push(chunk)
  const body = Buffer.concat(chunks).toString()
  received.push({ method: request.method, path: request.url, headers: request.headers, body })
  answer(request, response)
}

const json = (response: ServerResponse, status: number, body: unknown) =>
  response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body))

beforeAll(async () => {
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
})
afterAll(() => server.close())

let attempts: AttemptContext
beforeEach(() => {
  attempts = new AttemptContext()
  received = []
  answer = (_request, response) => json(response, 200, { ok: true })
})

const define = (options: Omit<HttpOperatorOptions, 'name'>): HttpOperator => {
  let operator: HttpOperator | undefined
  new Workflow({ name: 'flow' }, () => {
    operator = new HttpOperator({ name: 'task', ...options })
  })
  return operator!
}
const run = (options: Omit<HttpOperatorOptions, 'name'>, attemptNumber = 1) =>
  define(options).start(attempts.attempt(attemptNumber))

test('the output is the answer, with JSON as JSON', async () => {
  const result = await run({ url: `${url}/a?b=1`, headers: { 'x-key': 'k' } })
  expect(result).toMatchObject({ status: 200, headers: { 'content-type': 'application/json' }, body: { ok: true } })
  expect(received).toMatchObject([{ method: 'GET', path: '/a?b=1', headers: { 'x-key': 'k' } }])
})

test('address, headers and body may come from the context, and the output from a function', async () => {
  const operator = define({
    url: ({ parameters }) => `${url}/${parameters.model}`,
    method: 'POST',
    headers: async () => ({ authorization: 'Bearer t' }),
    body: ({ workflow }) => ({ workflow: workflow.name }),
    result: ({ status }) => ({ status }) as never,
  })
  const context = attempts.attempt(1, { parameters: { model: 'm7' } })
  expect(await operator.start(context)).toEqual({ status: 200 })
  expect(received).toMatchObject([{ path: '/m7', headers: { authorization: 'Bearer t' }, body: '{"workflow":"flow"}' }])
  expect(received[0]?.headers['content-type']).toBe('application/json')
})

describe('the idempotency key', () => {
  const post = () => ({ url, method: 'POST', body: 'x' }) as const

  test('stays the same for all attempts, also after the server has answered', async () => {
    answer = (_request, response) => response.destroy()
    await expect(run(post(), 1)).rejects.toThrow(/^POST http:\/\/127\.0\.0\.1:\d+\/ got no answer: /)
    answer = (_request, response) => json(response, 503, {})
    await expect(run(post(), 2)).rejects.toThrow('503')
    answer = (_request, response) => json(response, 200, {})
    await run(post(), 3)
    // As after a process that was killed before its outcome was recorded.
    await run(post(), 4)
    const keys = received.map(({ headers }) => headers['idempotency-key'])
    expect(keys).toEqual(['attempt-1', 'attempt-1', 'attempt-1', 'attempt-1'])
  })

  test('is not added to other methods, and not to one that is given', async () => {
    await run({ url, method: 'PUT', body: {} })
    await run({ ...post(), headers: { 'Idempotency-Key': 'mine' } })
    expect(received.map(({ headers }) => headers['idempotency-key'])).toEqual([undefined, 'mine'])
  })
})

test.each([
  [400, true],
  [401, true],
  [404, true],
  [422, true],
  [408, false],
  [429, false],
  [500, false],
  [503, false],
])('status %i ends the task without another attempt: %s', async (status, isFinal) => {
  answer = (_request, response) => json(response, status, { why: 'because' })
  const error = await Promise.resolve(run({ url: `${url}/x?token=secret` })).catch((cause: unknown) => cause)
  expect(error instanceof NonRetryableError).toBe(isFinal)
  expect((error as Error).message).toMatch(new RegExp(`^GET ${url}/x was answered with ${status} .*\\. .*because`))
  expect((error as Error).message).not.toContain('secret')
})

describe('a redirect', () => {
  const redirect = (to: string, status = 302) => {
    answer = ({ url: path }, response) =>
      path === '/from' ? response.writeHead(status, { location: to }).end('moved') : json(response, 200, { path })
  }

  test.each([301, 302, 303, 307, 308])('%i is followed by GET and HEAD within one origin', async (status) => {
    redirect('/to?a=b', status)
    const headers = { 'x-api-key': 'k' }
    expect(await run({ url: `${url}/from`, headers })).toMatchObject({ status: 200, body: { path: '/to?a=b' } })
    await run({ url: `${url}/from`, method: 'HEAD', headers })
    expect(received).toMatchObject([
      { method: 'GET', path: '/from', headers },
      { method: 'GET', path: '/to?a=b', headers },
      { method: 'HEAD', path: '/from', headers },
      { method: 'HEAD', path: '/to?a=b', headers },
    ])
  })

  test.each(['POST', 'PUT', 'PATCH', 'DELETE'] as const)('of a %s fails, and nothing more is sent', async (method) => {
    redirect('/to?token=secret')
    const error = await Promise.resolve(run({ url: `${url}/from`, method })).catch((cause: unknown) => cause)
    expect(error).toBeInstanceOf(NonRetryableError)
    expect((error as Error).message).toContain(`${method} ${url}/from was redirected to ${url} with 302.`)
    expect((error as Error).message).not.toContain('secret')
    expect(received).toHaveLength(1)
  })

  test.each([
    [
      'to another origin',
      (port: string) => `http://localhost:${port}/to?token=secret`,
      /to http:\/\/localhost:\d+ with/,
    ],
    ['with a user', (port: string) => `http://user:secret@127.0.0.1:${port}/to`, /to http:\/\/127\.0\.0\.1:\d+ with/],
    ['to no address', () => 'http://', /to no valid address with/],
  ])('%s fails, and nothing is sent there', async (_title, target, message) => {
    redirect(target(new URL(url).port))
    const error = await Promise.resolve(run({ url: `${url}/from` })).catch((cause: unknown) => cause)
    expect(error).toBeInstanceOf(NonRetryableError)
    expect((error as Error).message).toMatch(message)
    expect((error as Error).message).not.toContain('secret')
    expect(received).toHaveLength(1)
  })

  test('to itself ends', async () => {
    redirect('/from')
    await expect(run({ url: `${url}/from` })).rejects.toThrow('was redirected more than 10 times')
    expect(received).toHaveLength(11)
  })

  test('can be accepted', async () => {
    redirect('/to')
    const options = { url: `${url}/from`, method: 'POST', acceptStatus: [302] } as const
    expect(await run(options)).toMatchObject({ status: 302, headers: { location: '/to' } })
  })
})

test('headers that are not valid are refused without their values', async () => {
  const headers = () => ({ authorization: 'Bearer secret\nx' })
  const error = await Promise.resolve(run({ url, headers })).catch((cause: unknown) => cause)
  expect(error).toBeInstanceOf(NonRetryableError)
  expect(error).toMatchObject({ message: expect.stringContaining('"headers" of the task "task" are not valid') })
  expect((error as Error).message).not.toContain('secret')
  expect((error as Error).cause).toBeUndefined()
})

test('a status can be accepted', async () => {
  answer = (_request, response) => json(response, 404, null)
  expect(await run({ url, acceptStatus: [404] })).toMatchObject({ status: 404, body: null })
})

test('a large answer is refused, or goes to the disk as an artifact', async () => {
  const content = Buffer.alloc(3 * 1024 * 1024, 'x')
  answer = (_request, response) => response.end(content)
  await expect(run({ url })).rejects.toThrow(/is larger than 524288 bytes\. Store it as a file with "artifact"/)
  expect(await run({ url, artifact: 'data/file.bin' })).toMatchObject({ status: 200, body: null })
  const { file } = attempts.artifacts.get('data/file.bin') as { file: string }
  expect(readFileSync(file).equals(content)).toBe(true)
})

test('an answer that takes too long or breaks off fails with its reason', async () => {
  answer = () => undefined
  await expect(run({ url, requestTimeoutSeconds: 0.05 })).rejects.toThrow('longer than "requestTimeoutSeconds"')
  answer = (_request, response) => {
    response.writeHead(200, { 'content-length': '100' }).write('x')
    setImmediate(() => response.destroy())
  }
  await expect(run({ url })).rejects.toThrow(/^The answer to GET .* broke off: /)
})

test('a stop ends the request', async () => {
  answer = () => attempts.stop()
  await expect(run({ url })).rejects.toThrow('asked to stop')
})

test.each([
  [{ url: '' }, '"url" of the task "task" is a text, or a function'],
  [{ url: 'ftp://x' }, '"url" of the task "task" is not an "http" or "https" address'],
  [{ url: 'https://user:secret@x' }, 'contains a user'],
  [{ url: 'https://x', method: 'get' }, 'Did you mean "GET"?'],
  [{ url: 'https://x', body: 'x' }, 'sends a body with GET'],
  [{ url: 'https://x', acceptStatus: 404 }, '"acceptStatus" of the task "task" is a list'],
  [{ url: 'https://x', acceptStatus: [4] }, '"acceptStatus" of the task "task" cannot be 4'],
  [{ url: 'https://x', maxBodyBytes: 0.5 }, 'a whole number from 1 to 1048576'],
  [{ url: 'https://x', requestTimeoutSeconds: -1 }, 'cannot be -1'],
  [{ url: 'https://x', result: 1 }, '"result" of the task "task" is a function'],
  [{ url: 'https://x', header: {} }, 'Did you mean "headers"?'],
])('refuses %j', (options, message) => {
  const error = { code: 'INVALID_WORKFLOW', message: expect.stringContaining(message) }
  expect(() => define(options as never)).toThrow(expect.objectContaining(error))
})

describe('with a connection', () => {
  const api = (path = '') => ({
    type: 'http' as const,
    name: 'api',
    url: `${url}${path}`,
    tokenHeader: 'authorization',
    headers: { authorization: 'Bearer token', 'x-team': 'a' },
  })
  const call = (path: string, options: Omit<HttpOperatorOptions, 'name'>) =>
    define({ connection: 'api', ...options }).start(attempts.attempt(1, { connections: { CONNECTION: api(path) } }))

  test.each([
    ['', undefined, '/'],
    ['/v1', undefined, '/v1'],
    ['/v1', '/orders?day=1', '/v1/orders?day=1'],
    ['/v1/', 'orders', '/v1/orders'],
    ['/v1', '//example.org/x', '/v1/example.org/x'],
  ])('the path below "%s" with the url %j is %s', async (path, given, asked) => {
    await call(path, given === undefined ? {} : { url: given })
    expect(received).toMatchObject([{ path: asked, headers: { authorization: 'Bearer token', 'x-team': 'a' } }])
  })

  test('a whole address of the same service is taken, and headers of the task count more', async () => {
    await call('/v1', { url: () => `${url}/v2`, headers: { 'X-Team': 'b' } })
    expect(received).toMatchObject([{ path: '/v2', headers: { authorization: 'Bearer token', 'x-team': 'b' } }])
  })

  test.each(['https://example.org/', 'http://127.0.0.1:1/', 'data:,x'])('nothing is sent to %s', async (elsewhere) => {
    await expect(call('/v1', { url: elsewhere })).rejects.toThrow('leads elsewhere than its connection')
    expect(received).toEqual([])
  })
})
