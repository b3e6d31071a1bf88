import type { Role } from '@aiflow/sdk/internal/api/server'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { addDeadLetter, HttpHarness, uploadOf } from '../http-harness.ts'

const ROLES = ['viewer', 'operator', 'author', 'admin'] as const satisfies readonly Role[]
const PUBLIC = [
  'GET /healthz',
  'GET /readyz',
  'GET /api/openapi.json',
  'GET /api/docs',
  'GET /api/docs/{file}',
  'POST /api/v1/session',
  'DELETE /api/v1/session',
]
/** About nothing that belongs to a namespace. */
const WITHOUT_NAMESPACE = [
  'GET /api/v1/server',
  'GET /api/v1/events/offset',
  'GET /api/v1/namespaces',
  'GET /api/v1/session',
  'GET /api/v1/statistics/load',
  'POST /api/v1/session/links',
  // Its tools ask the other routes with the same token.
  'POST /mcp',
]
// What became of a request of somebody else is for those who may read requests.
const ADMIN =
  /\/workers?\/|tokens|audit|configuration|control|server\/stop|rotate-key|^(POST|DELETE) \/api\/v1\/namespaces/
const READS = /\/session|\/events\/try$|\/mcp$/
const AUTHOR =
  /^DELETE (?!.*(workflow-executions|dead-letters))|^PUT .*(namespaces|pools|secrets|connections)|^POST \/api\/v1\/workflows(\/preview)?$|^POST .*\/(triggers|schedules|test)$/

let harness: HttpHarness
let secrets: Record<Role, string>
let filled: Readonly<Record<string, string>>
let routes: readonly string[]

beforeAll(async () => {
  harness = await HttpHarness.create()
  const { client } = harness
  const { workflows } = await client.workflows.upload(uploadOf())
  const { workflowExecutionId: id } = await client.workflows.startExecution('default', 'w')
  const { offset: event } = await client.events.send({ key: 'k' })
  const [{ offset } = { offset: 0 }] = (await client.server.audit()).items
  const span = { from: '2026-01-01', to: '2026-01-02', expression: 'cron@0 0 * * *' }
  const { id: backfill } = await client.backfills.start('default', 'w', span)
  addDeadLetter(harness.storePath, 1)
  const snapshot = workflows[0]?.snapshotHash ?? ''
  filled = {
    namespace: 'default',
    name: 'w',
    workflow: 'w',
    id: String(id),
    hash: snapshot,
    offset: String(offset),
    event: String(event),
    letter: '1',
    backfill: String(backfill),
  }
  secrets = Object.fromEntries(
    await Promise.all(
      ROLES.map(async (role) => [role, (await client.tokens.create({ name: `the-${role}`, role })).secret] as const),
    ),
  ) as Record<Role, string>
  const { paths } = (await harness.call('/api/openapi.json')).body as { paths: Record<string, object> }
  routes = Object.entries(paths).flatMap(([path, methods]) =>
    Object.keys(methods).map((method) => `${method.toUpperCase()} ${path}`),
  )
})

afterAll(async () => {
  await harness.dispose()
})

/** What a route answers; what is written has no valid form, so that nothing comes of it. */
async function ask(
  route: string,
  secret: string | null,
  body = '{"nonsense":true}',
): Promise<{ status: number; code: string }> {
  const [method = '', path = ''] = route.split(' ')
  const url = harness.server.url + path.replace(/\{(\w+)\}/g, (_all, name: string) => filled[name] ?? 'nothing')
  const headers: Record<string, string> = secret === null ? {} : { authorization: `Bearer ${secret}` }
  if (method !== 'GET') headers['content-type'] = 'application/json'
  const response = await fetch(url, { method, headers, ...(method === 'GET' ? {} : { body }) })
  if (response.ok) await response.body?.cancel()
  const { code = '' } = response.ok ? {} : ((await response.json()) as { code?: string })
  return { status: response.status, code }
}

function isForTasks(route: string): boolean {
  return route.includes('/api/v1/task/')
}

function isGuarded(route: string): boolean {
  return !PUBLIC.includes(route)
}

function neededRole(route: string): Role {
  if (ADMIN.test(route)) return 'admin'
  if (AUTHOR.test(route)) return 'author'
  return route.startsWith('GET ') || READS.test(route) ? 'viewer' : 'operator'
}

test('there are routes to test', () => {
  expect(routes).toContain('POST /api/v1/tokens')
  expect(routes.length).toBeGreaterThan(40)
  expect(routes).toEqual(expect.arrayContaining(PUBLIC))
})

test('without a token only health and the documentation answer', async () => {
  const answering: string[] = []
  for (const route of routes) if ((await ask(route, null)).status !== 401) answering.push(route)
  expect(answering).toEqual(routes.filter((route) => !isGuarded(route)))
})

test('a token for another namespace gets nothing from this one, on any route', async () => {
  const { secret } = await harness.client.tokens.create({ name: 'elsewhere', role: 'admin', namespaces: ['elsewhere'] })
  const bodies: Record<string, string> = {
    'POST /api/v1/events': JSON.stringify({ key: 'k' }),
    'POST /api/v1/events/try': JSON.stringify({ key: 'k' }),
    'POST /api/v1/workflows': JSON.stringify(uploadOf()),
    'POST /api/v1/workflows/preview': JSON.stringify(uploadOf()),
  }
  const found: string[] = []
  for (const route of routes.filter((one) => isGuarded(one) && !isForTasks(one) && !WITHOUT_NAMESPACE.includes(one))) {
    const isList = (route.startsWith('GET ') && !route.includes('{')) || /dead-letters\/(retry|drop)$/.test(route)
    const { code } = await ask(isList ? `${route}?namespace=default` : route, secret, bodies[route])
    if (code !== 'FORBIDDEN') found.push(`${route}: ${code}`)
  }
  expect(found).toEqual([])
})

test('an id alone does not reveal its namespace', async () => {
  const { secret } = await harness.client.tokens.create({ name: 'curious', role: 'admin', namespaces: ['elsewhere'] })
  const client = harness.clientWith(secret)
  const id = Number(filled.id)
  const said = await Promise.all(
    [
      client.workflowExecutions.get(id),
      client.workflows.snapshot(filled.hash ?? ''),
      client.deadLetters.get(1),
      client.events.get(Number(filled.event)),
      client.server.result(Number(filled.offset)),
    ].map((answer) => answer.catch((error: Error) => error.message)),
  )
  expect(said).toEqual(said.map(() => expect.stringMatching(/^The token "curious" .* this is in none of them/)))
})

describe.each(ROLES)('a token with the role "%s"', (role) => {
  test('may do exactly what its role allows, on every route', async () => {
    const expected: string[] = []
    const found: string[] = []
    for (const route of routes.filter(isGuarded)) {
      const may = !isForTasks(route) && ROLES.indexOf(role) >= ROLES.indexOf(neededRole(route))
      const { code } = await ask(route, secrets[role])
      expected.push(`${route}: ${may ? 'may' : 'may not'}`)
      found.push(`${route}: ${code === 'FORBIDDEN' ? 'may not' : 'may'}`)
      expect(code).not.toBe('UNAUTHENTICATED')
      expect(code).not.toBe('INTERNAL')
    }
    expect(found).toEqual(expected)
  })
})
