import { request } from 'node:http'
import { connect } from 'node:net'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { HttpHarness } from '../http-harness.ts'

let harness: HttpHarness

beforeAll(async () => {
  harness = await HttpHarness.create()
})

afterAll(async () => {
  await harness.dispose()
})

/** `fetch` does not let its user set these headers. */
function statusWith(method: string, path: string, headers: Record<string, string>): Promise<number> {
  return new Promise((resolve, reject) => {
    const url = new URL(path, harness.server.url)
    const sent = request(
      url,
      { method, headers: { authorization: `Bearer ${harness.token}`, ...headers } },
      (response) => {
        response.resume()
        resolve(response.statusCode ?? 0)
      },
    )
    sent.on('error', reject)
    sent.end()
  })
}

test('health and readiness are public', async () => {
  expect(await harness.call('/healthz')).toMatchObject({ status: 200, body: { status: 'ok' } })
  expect(await harness.call('/readyz')).toMatchObject({ status: 200, body: { status: 'ready' } })
})

test('everything else needs a token', async () => {
  for (const token of [null, 'wrong']) {
    await expect(harness.clientWith(token).server.info()).rejects.toMatchObject({ code: 'UNAUTHENTICATED' })
  }
  expect(await harness.client.server.info()).toMatchObject({ version: '0.1.0', pid: process.pid, workers: [] })
})

test('a problem says what is wrong in the form of RFC 9457', async () => {
  const { status, headers, body } = await harness.call('/api/v1/server')
  expect(status).toBe(401)
  expect(headers.get('content-type')).toContain('application/problem+json')
  expect(headers.get('www-authenticate')).toBe('Bearer')
  expect(body).toMatchObject({
    type: 'urn:aiflow:error:UNAUTHENTICATED',
    status: 401,
    code: 'UNAUTHENTICATED',
    details: {},
  })
})

test.each([
  ['evil.example', 403],
  ['evil.example:8000', 403],
  ['127.0.0.1.evil.example', 403],
  ['localhost:9', 200],
  ['127.0.0.1', 200],
  ['[::1]:8000', 200],
])('the Host header "%s" is answered with %i', async (host, status) => {
  expect(await statusWith('GET', '/api/v1/server', { host })).toBe(status)
})

test('a page of another site can read nothing and change nothing', async () => {
  const path = '/api/v1/workflows/default/w/enable'
  expect(await statusWith('POST', path, { origin: 'https://evil.example' })).toBe(403)
  const { host } = new URL(harness.server.url)
  expect(await statusWith('POST', path, { origin: `http://${host}` })).toBe(404)
})

test.each([
  ['text that is not JSON', '{"key":', 'application/json', 400, 'INVALID_JSON'],
  ['bytes that are not UTF-8', new Uint8Array([0x22, 0xff, 0x22]), 'application/json', 400, 'INVALID_JSON'],
  ['nothing', '', 'application/json', 400, 'INVALID_ARGUMENT'],
  ['an unknown field', '{"key":"k","kind":"control"}', 'application/json', 400, 'INVALID_ARGUMENT'],
  ['another media type', 'key=k', 'application/x-www-form-urlencoded', 415, 'UNSUPPORTED_MEDIA_TYPE'],
  ['a body that is too large', `"${' '.repeat(17_000_000)}"`, 'application/json', 413, 'TOO_LARGE'],
])('a body of %s is a problem', async (_what, body, type, status, code) => {
  expect(await harness.post('/api/v1/events', body, type)).toMatchObject({ status, body: { code } })
})

test('a wrong path and a wrong method get different errors', async () => {
  const headers = { authorization: `Bearer ${harness.token}` }
  expect(await harness.call('/api/v1/evnts', { headers })).toMatchObject({
    status: 404,
    body: { code: 'ROUTE_NOT_FOUND' },
  })
  const wrong = await harness.call('/api/v1/workflows/default/w/enable', { method: 'PUT', headers })
  expect(wrong).toMatchObject({ status: 405, body: { code: 'METHOD_NOT_ALLOWED' } })
  expect(wrong.headers.get('allow')).toBe('POST')
})

test('a wrong argument is named', async () => {
  const headers = { authorization: `Bearer ${harness.token}` }
  const bad = [
    ['/api/v1/events?limit=0', '"limit"'],
    ['/api/v1/events?limt=3', '"limt"'],
    ['/api/v1/events?beginTime=yesterday', '"yesterday"'],
    ['/api/v1/workflow-executions/x', '"id"'],
    ['/api/v1/workflow-executions?status=DONE', '"status"'],
    ['/api/v1/workflow-executions?cursor=x', 'cursor'],
  ]
  for (const [path, name] of bad) {
    const { status, body } = await harness.call(path ?? '', { headers })
    expect({ path, status, code: body.code }).toEqual({ path, status: 400, code: 'INVALID_ARGUMENT' })
    expect(body.detail).toContain(name)
  }
})

test('invalid HTTP is answered and does no harm', async () => {
  const { port } = new URL(harness.server.url)
  const answer = await new Promise<string>((resolve, reject) => {
    const socket = connect(Number(port), '127.0.0.1', () => socket.write('GET / HELLO\r\n\r\n'))
    let text = ''
    socket.on('data', (data) => {
      text += String(data)
    })
    socket.on('close', () => resolve(text))
    socket.on('error', reject)
  })
  expect(answer).toContain('HTTP/1.1 400')
  expect((await harness.call('/healthz')).status).toBe(200)
})
