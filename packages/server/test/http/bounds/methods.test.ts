import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { HttpHarness } from '../http-harness.ts'

const METHODS = ['GET', 'HEAD', 'POST', 'PUT', 'DELETE', 'PATCH', 'OPTIONS']
/** HEAD is for those who ask whether a server is well, and for Prometheus. */
const WITH_HEAD = ['/healthz', '/readyz', '/metrics']

let harness: HttpHarness
let pageFolder: string

beforeAll(async () => {
  pageFolder = mkdtempSync(join(tmpdir(), 'aiflow-page-'))
  writeFileSync(join(pageFolder, 'index.html'), '<title>page</title>')
  harness = await HttpHarness.create({ pageFolder })
})

afterAll(async () => {
  await harness.dispose()
  rmSync(pageFolder, { recursive: true })
})

function ask(method: string, path: string, token: string | null = harness.token): Promise<Response> {
  const headers = token === null ? {} : { authorization: `Bearer ${token}` }
  return fetch(`${harness.server.url}${path}`, { method, headers })
}

test('every path answers an unsupported method with 405, never with the web page', async () => {
  const { body } = await harness.call('/api/openapi.json')
  const paths = Object.entries(body.paths as Record<string, object>)
  expect(paths.length).toBeGreaterThan(80)
  const wrong: unknown[] = []
  for (const [documented, operations] of paths) {
    // No number and no name of anything, so that a word of another path would be taken for one if it could.
    const path = documented.replaceAll(/\{\w+\}/g, '1')
    const taken = Object.keys(operations).map((method) => method.toUpperCase())
    if (WITH_HEAD.includes(path)) taken.push('HEAD')
    for (const method of METHODS.filter((one) => !taken.includes(one))) {
      const answer = await ask(method, path)
      const allowed = answer.headers.get('allow')?.split(', ').sort()
      if (answer.status !== 405 || String(allowed) !== String(taken.sort()))
        wrong.push([method, path, answer.status, allowed])
    }
  }
  expect(wrong).toEqual([])
})

test.each(WITH_HEAD)('HEAD on %s answers as GET does, without a body', async (path) => {
  for (const token of [harness.token, null]) {
    const [get, head] = await Promise.all([ask('GET', path, token), ask('HEAD', path, token)])
    expect(head.status).toBe(get.status)
    expect(head.headers.get('content-type')).toBe(get.headers.get('content-type'))
    expect(await head.text()).toBe('')
  }
  expect((await ask('HEAD', '/metrics', null)).status).toBe(401)
})

test('HEAD on a place of the web page answers as GET does', async () => {
  const head = await ask('HEAD', '/workflows', null)
  expect([head.status, head.headers.get('content-type')]).toEqual([200, 'text/html; charset=utf-8'])
})
