import { once } from 'node:events'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { get as httpGet } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { brotliCompressSync } from 'node:zlib'
import { pino } from 'pino'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type Server, startServer } from '../../src/server.ts'

const folder = mkdtempSync(join(tmpdir(), 'aiflow-page-'))
const SCRIPT = 'console.log("page")'.repeat(40)

let server: Server

beforeAll(async () => {
  const pageFolder = join(folder, 'page')
  mkdirSync(join(pageFolder, 'assets'), { recursive: true })
  writeFileSync(join(pageFolder, 'index.html'), '<!doctype html><title>AIFlow</title>')
  writeFileSync(join(pageFolder, 'assets', 'index-abc.js'), SCRIPT)
  writeFileSync(join(pageFolder, 'assets', 'index-abc.js.br'), brotliCompressSync(SCRIPT))
  writeFileSync(join(folder, 'secret.txt'), 'not for you')
  const logger = pino({ level: 'silent' })
  server = await startServer({
    home: join(folder, 'home'),
    host: '127.0.0.1',
    port: 0,
    version: '0',
    logger,
    pageFolder,
  })
})

afterAll(async () => {
  await server.stop()
  rmSync(folder, { recursive: true })
})

function get(path: string, init: RequestInit = {}): Promise<Response> {
  return fetch(server.url + path, init)
}

test.each(['/', '/executions', '/executions/12?status=FAILED', '/login'])(
  '%s is a place within the page',
  async (path) => {
    const answer = await get(path)
    expect(answer.status).toBe(200)
    expect(await answer.text()).toContain('<title>AIFlow</title>')
    expect(answer.headers.get('cache-control')).toBe('no-cache')
    expect(answer.headers.get('content-security-policy')).toContain("script-src 'self'")
    expect(answer.headers.get('x-content-type-options')).toBe('nosniff')
  },
)

test('a file with a hash in its name is cached for ever, and sent compressed', async () => {
  const answer = await get('/assets/index-abc.js', { headers: { 'accept-encoding': 'br' } })
  expect(answer.headers.get('cache-control')).toContain('immutable')
  expect(answer.headers.get('content-encoding')).toBe('br')
  expect(await answer.text()).toBe(SCRIPT)
})

test('a file is sent plain or in a form that the caller takes, with its own type', async () => {
  const path = '/assets/index-abc.js'
  for (const [accepted, encoding] of [
    ['identity', null],
    ['gzip, br', 'br'],
    ['br;q=0', null],
  ] as const) {
    const answer = await get(path, { headers: { 'accept-encoding': accepted } })
    expect(answer.headers.get('content-encoding')).toBe(encoding)
    expect(answer.headers.get('content-type')).toMatch(/javascript; charset=utf-8$/)
    expect(answer.headers.get('vary')).toBe('accept-encoding')
    expect(await answer.text()).toBe(SCRIPT)
  }
})

test('a file that a browser has already is not sent again', async () => {
  const headers = { 'if-none-match': (await get('/')).headers.get('etag') ?? '' }
  // Without `fetch`, which would ask for a fresh copy.
  const request = httpGet(server.url, { headers })
  const [answer] = await once(request, 'response')
  expect(answer.statusCode).toBe(304)
  answer.resume()
})

test('an error is not cached, not even for a file that is cached for ever', async () => {
  const answer = await get('/assets/index-abc.js', { headers: { 'if-match': '"other"' } })
  expect(answer.headers.get('content-type')).toContain('application/problem+json')
  expect(answer.headers.get('cache-control')).toBe('no-store')
})

test('a file can be asked for without its content', async () => {
  const answer = await get('/assets/index-abc.js', { method: 'HEAD', headers: { 'accept-encoding': 'identity' } })
  expect(answer.headers.get('content-length')).toBe(String(SCRIPT.length))
  expect(await answer.text()).toBe('')
})

test('a path of neither the page nor the API is a problem', async () => {
  expect((await get('/assets/index-old.js')).status).toBe(404)
  expect((await get('/api/v1/nothing')).headers.get('content-type')).toContain('application/problem+json')
  expect((await get('/executions', { method: 'POST' })).status).toBe(404)
  for (const path of ['/..%2fsecret.txt', '/%2e%2e/secret.txt', '/assets/..%2f..%2fsecret.txt']) {
    expect(await (await get(path)).text()).not.toContain('not for you')
  }
})
