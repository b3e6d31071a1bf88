import { allPages } from '@aiflow/sdk/client'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { ROUTE_DOCUMENTS } from '../../src/http/routes.ts'
import { HttpHarness, uploadOf } from './http-harness.ts'

let harness: HttpHarness

beforeAll(async () => {
  harness = await HttpHarness.create()
})

afterAll(() => harness.dispose())

interface OpenApi {
  openapi: string
  paths: Record<string, Record<string, { operationId: string; summary: string }>>
  components: { schemas: Record<string, unknown>; responses: Record<string, unknown> }
}

async function readOpenApi(): Promise<OpenApi> {
  const { status, body } = await harness.call('/api/openapi.json')
  expect(status).toBe(200)
  return body as unknown as OpenApi
}

test('every route that is served is documented, and every one that is documented is served', async () => {
  const { openapi, paths } = await readOpenApi()
  const served = Object.entries(paths).flatMap(([path, methods]) =>
    Object.keys(methods).map((method) => `${method.toUpperCase()} ${path.replace(/\{(\w+)\}/g, ':$1')}`),
  )
  expect(openapi).toBe('3.1.0')
  expect(served.toSorted()).toEqual(Object.keys(ROUTE_DOCUMENTS).toSorted())
})

test('every operation has its own id, and all references resolve', async () => {
  const document = await readOpenApi()
  const operations = Object.values(document.paths).flatMap((methods) => Object.values(methods))
  expect(new Set(operations.map(({ operationId }) => operationId)).size).toBe(operations.length)
  const known = [
    ...Object.keys(document.components.schemas).map((name) => `#/components/schemas/${name}`),
    ...Object.keys(document.components.responses).map((name) => `#/components/responses/${name}`),
  ]
  const references = [...JSON.stringify(document).matchAll(/"\$ref":"([^"]*)"/g)].map(([, reference]) => reference)
  expect(references.filter((reference) => !known.includes(reference ?? ''))).toEqual([])
})

test('the documentation page loads only files of this server, and all of them exist', async () => {
  const page = await fetch(`${harness.server.url}/api/docs`)
  const text = await page.text()
  const loaded = [...text.matchAll(/(?:src|href)="([^"]+)"/g)]
    .map(([, url = '']) => url)
    .filter((url) => !url.startsWith('data:'))
  expect(loaded).toHaveLength(3)
  for (const url of loaded) {
    expect(url).toMatch(/^\/api\/docs\//)
    const answer = await fetch(harness.server.url + url)
    expect(answer.status).toBe(200)
    expect((await answer.arrayBuffer()).byteLength).toBeGreaterThan(100)
  }
  expect(page.headers.get('content-security-policy')).toContain("default-src 'none'")
})

test('triggers and schedules come page by page, each once', async () => {
  const { client } = harness
  await client.workflows.upload(uploadOf())
  const names = ['a', 'b', 'c', 'd', 'e']
  for (const name of names) {
    await client.triggers.add('default', 'w', { name, condition: { type: 'event', event: { key: 'k' } } })
    await client.schedules.add('default', 'w', { name, expression: 'cron@0 * * * *' })
  }
  for (const list of [client.triggers, client.schedules]) {
    const found: string[] = []
    for await (const { name } of allPages<{ name: string }>((page) => list.list({ limit: 2, ...page })))
      found.push(name)
    expect(found).toEqual(names)
    expect((await list.list({ limit: 5 })).next).toBeNull()
  }
})
