import { request } from 'node:http'
import { ERROR_CODES } from '@aiflow/sdk/internal/errors'
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import { generator } from '../../src/testing/generator.ts'
import { addDeadLetter, bash, HttpHarness, uploadOf } from '../http/http-harness.ts'
import { BodyMaker, HOSTILE_BODIES, HOSTILE_PARTS, INVALID_UTF8 } from './hostile.ts'

const SLOW_MS = 5000
const BODIES_PER_ROUTE = 60
/** It would end the test. */
const SPARED = 'POST /api/v1/server/stop'
/** What only those who wrote the program understand: traces, and texts of its libraries. */
const CRUDE =
  /\bat \S+ \(|node_modules|\.ts:\d+|node:internal|SQLITE|\[object |Invalid (?:input|option|string|key|discriminator)|Unrecognized key|Too (?:big|small)|expected \w+, received|is not valid JSON|Expected |Unexpected (?:token|end)|FST_|CronPattern|must NOT/
const FITTING: Readonly<Record<string, string>> = {
  namespace: 'default',
  name: 'w',
  workflow: 'w',
  task: 'a',
  id: '1',
  sequence: '1',
  offset: '1',
  file: 'swagger-ui.css',
  letter: '1',
  rule: 'r',
}
const CONDITION = { type: 'event', event: { key: 'k' } } as const

interface Operation {
  readonly method: string
  readonly path: string
  readonly query: readonly string[]
  readonly isStream: boolean
  readonly body: Record<string, unknown> | null
}

let harness: HttpHarness
let operations: readonly Operation[] = []
let components: Record<string, Record<string, unknown>> = {}

beforeAll(async () => {
  harness = await HttpHarness.create()
  // All that a path can name is there, by the names that fit.
  const { workflows, pools, tokens } = harness.client
  await pools.set('default', 'w', 1)
  const rules = [{ name: 'r', action: 'START', condition: CONDITION }]
  const triggers = [{ name: 'w', condition: CONDITION }]
  const schedules = [{ name: 'w', expression: 'interval@1 0 0 0' }]
  await workflows.upload(uploadOf({ tasks: [bash('a', { pool: 'w', rules })], triggers, schedules }))
  await workflows.startExecution('default', 'w')
  await tokens.create({ name: 'w', role: 'viewer' })
  addDeadLetter(harness.storePath, 1)
  const { body } = await harness.call('/api/openapi.json')
  components = (body.components as { schemas: typeof components }).schemas
  operations = Object.entries(body.paths as Record<string, Record<string, unknown>>).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, operation]) => operationOf(method.toUpperCase(), path, operation as never)),
  )
})

afterAll(() => harness.dispose())

function operationOf(
  method: string,
  path: string,
  operation: { parameters: { in: string; name: string }[]; requestBody?: object; responses: Record<string, object> },
): Operation {
  const body = operation.requestBody as { content: Record<string, { schema: Record<string, unknown> }> } | undefined
  return {
    method,
    path,
    query: operation.parameters.filter((parameter) => parameter.in === 'query').map(({ name }) => name),
    isStream: JSON.stringify(operation.responses['200'] ?? {}).includes('text/event-stream'),
    body: body?.content['application/json']?.schema ?? null,
  }
}

function fill(path: string, hostile: Readonly<Record<string, string>> = {}): string {
  return path.replace(/\{(\w+)\}/g, (_all, name: string) => hostile[name] ?? FITTING[name] ?? 'none')
}

/** What was answered otherwise than any answer may be. */
const faults: string[] = []

afterEach(() => {
  const found = faults.splice(0)
  if (found.length > 0) throw new Error(found.join('\n'))
})

/** Sends, and looks whether the answer is one of ours. Returns its status. */
async function send(method: string, path: string, body?: Uint8Array<ArrayBuffer>, type = 'application/json') {
  const headers: Record<string, string> = { authorization: `Bearer ${harness.token}` }
  if (body !== undefined) headers['content-type'] = type
  const ended = new AbortController()
  const before = performance.now()
  const init = { method, headers, signal: ended.signal, ...(body === undefined ? {} : { body }) }
  const response = await fetch(`${harness.server.url}${path}`, init)
  const problem = response.status < 400 ? null : await response.text()
  // A stream would go on.
  ended.abort()
  const isSlow = performance.now() - before > SLOW_MS
  if (isSlow || response.status >= 500 || (problem !== null && !isProblem(problem, response.headers))) {
    const sent = body === undefined ? '' : Buffer.from(body).toString().slice(0, 500)
    faults.push(`${method} ${path.slice(0, 200)} ${sent} → ${response.status} ${isSlow ? 'too slow' : problem}`)
  }
  return response.status
}

function isProblem(text: string, headers: Headers): boolean {
  const { code, jsonrpc, error } = JSON.parse(text) as { code: string; jsonrpc?: string; error?: { code: unknown } }
  const isCrude = CRUDE.test(text)
  // The Model Context Protocol has errors in a form of its own.
  if (jsonrpc === '2.0') return Number.isInteger(error?.code) && !isCrude
  return headers.get('content-type')?.includes('application/problem+json') === true && code in ERROR_CODES && !isCrude
}

const asBody = (value: unknown) => new Uint8Array(Buffer.from(JSON.stringify(value)))
const isWriting = ({ method }: Operation) => method === 'POST' || method === 'PUT'

/** All that can be listed, as far as requests may change it. */
async function everything(): Promise<unknown> {
  const paths = ['workflows', 'namespaces', 'triggers', 'schedules', 'workflow-executions', 'tokens', 'dead-letters']
  const lists = await Promise.all(
    paths.map(async (path) => {
      const { body } = await harness.call(`/api/v1/${path}`, { headers: { authorization: `Bearer ${harness.token}` } })
      return [path, body.items]
    }),
  )
  return Object.fromEntries(lists)
}

describe('what no client would send', () => {
  test('in a path is refused, route by route', async () => {
    const before = await everything()
    const taken: string[] = []
    for (const { method, path, isStream } of operations) {
      const names = [...path.matchAll(/\{(\w+)\}/g)].map(([, name = '']) => name)
      for (const name of names) {
        for (const part of HOSTILE_PARTS) {
          const status = await send(method, fill(path, { [name]: part }))
          if (isStream && status < 400) taken.push(`${path} ${part}`)
        }
      }
    }
    expect(taken).toEqual([])
    expect(await everything()).toEqual(before)
  }, 120_000)

  test('in a query is refused, or means nothing', async () => {
    const taken: string[] = []
    for (const { method, path, query } of operations.filter((operation) => operation.method === 'GET')) {
      for (const name of query) {
        for (const part of HOSTILE_PARTS) await send(method, `${fill(path)}?${name}=${part}`)
        await send(method, `${fill(path)}?${name}=1&${name}=2`)
      }
      const status = await send(method, `${fill(path)}?nonsense=1`)
      if (query.length > 0 && status < 400) taken.push(path)
    }
    expect(taken).toEqual([])
  }, 120_000)

  test('as a body is refused, and changes nothing', async () => {
    const before = await everything()
    const taken: string[] = []
    for (const operation of operations.filter((one) => one.body !== null && isWriting(one))) {
      const route = `${operation.method} ${operation.path}`
      if (route === SPARED) continue
      for (const body of [...HOSTILE_BODIES, INVALID_UTF8]) {
        if ((await send(operation.method, fill(operation.path), body)) < 400) taken.push(route)
      }
      const text = new Uint8Array(Buffer.from('a=b'))
      if ((await send(operation.method, fill(operation.path), text, 'text/plain')) < 400) taken.push(route)
    }
    expect(taken).toEqual([])
    expect(await everything()).toEqual(before)
  }, 120_000)

  test('almost as it should be is taken or refused, never failed at', async () => {
    for (const operation of operations) {
      const { method, path, body } = operation
      if (body === null || `${method} ${path}` === SPARED) continue
      const random = generator(path.length * 31 + method.length)
      for (let count = 0; count < BODIES_PER_ROUTE; count += 1) {
        const made = new BodyMaker(components, random, (count % 4) * 0.05).make(body)
        await send(method, fill(path), asBody(made))
      }
    }
    expect((await harness.call('/readyz')).status).toBe(200)
    expect((await harness.client.deadLetters.list()).items).toHaveLength(1)
  }, 180_000)

  test('as a path that leads out of its folder is not followed', async () => {
    const { port } = new URL(harness.server.url)
    for (const path of [
      '/../../etc/passwd',
      '/api/docs/../../package.json',
      '/api/docs/..%2f..%2fpackage.json',
      '//x',
    ]) {
      // Not with fetch, which would tidy the path up.
      const status = await new Promise((resolve, reject) => {
        request({ port, path, method: 'GET' }, (response) => resolve(response.resume().statusCode))
          .on('error', reject)
          .end()
      })
      expect([path, status]).toEqual([path, 404])
    }
  })

  test.each(['/api/v1/workflows', '/api/v1/events', '/api/v1/namespaces'])(
    'to %s, larger than it takes, is refused',
    async (path) => {
      const answer = await harness.post(path, new Uint8Array(80 * 1024 * 1024).fill(0x20)).catch(() => null)
      // The connection may be closed while the rest is still on its way.
      expect([413, undefined]).toContain(answer?.status)
    },
  )
})

describe('hostile definitions', () => {
  const upload = (definition: Record<string, unknown>, more: Record<string, unknown> = {}) =>
    send('POST', '/api/v1/workflows', asBody({ ...uploadOf(definition), ...more }))

  test.each(['../evil', '/etc/passwd', 'a/../../b', 'a//b', './a', 'a\\..\\b', 'a\u0000b', ''])(
    'a file at "%s" is refused',
    async (path) => {
      const files = [{ path, contentBase64: 'eA==' }]
      expect(await upload({ name: 'slip', tasks: [bash('a')] }, { files })).toBe(400)
      await expect(harness.client.workflows.get('default', 'slip')).rejects.toMatchObject({
        code: 'WORKFLOW_NOT_FOUND',
      })
    },
  )

  test.each([
    'cron@* * * * * * * *',
    'cron@60 * * * *',
    'cron@*/0 * * * *',
    'cron@0 0 31 2 *',
    'cron@1-99999999 * * * *',
    'cron@'.padEnd(500, '*,'),
    'interval@0 0 0 0',
    'interval@99999999999999999999 0 0 0',
    'interval@-1 0 0 0',
    'every now and then',
  ])('the schedule "%s" is refused, and so is all that came with it', async (expression) => {
    const before = await everything()
    const schedules = [{ name: 's', expression }]
    const definitions = [
      ...uploadOf({ name: 'fine' }).definitions,
      ...uploadOf({ name: 'hostile', schedules }).definitions,
    ]
    expect(await upload({}, { definitions })).toBeGreaterThanOrEqual(400)
    expect(await everything()).toEqual(before)
  })

  test.each([
    '(',
    'event.value.matches("(a+)+$") &&',
    'event.',
    '1 + "a"',
    '[1,2,3].map(x, [1,2,3].map(y, [1,2,3].map(z, x)))',
    'x'.repeat(100_000),
    '('.repeat(3000) + ')'.repeat(3000),
  ])('the expression %# is refused', async (expression) => {
    const body = asBody({ name: 'cel', condition: { type: 'cel', expression } })
    expect(await send('POST', '/api/v1/workflows/default/w/triggers', body)).toBeGreaterThanOrEqual(400)
  })

  test('of a batch of events with one that is not valid none is stored', async () => {
    const before = (await harness.client.server.info()).lastOffset
    const events = [{ key: 'good' }, { key: 'aiflow/forged' }]
    expect(await send('POST', '/api/v1/events', asBody({ events }))).toBeGreaterThanOrEqual(400)
    expect((await harness.client.server.info()).lastOffset).toBe(before)
  })
})
