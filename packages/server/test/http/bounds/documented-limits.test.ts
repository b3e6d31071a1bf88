import { readFileSync } from 'node:fs'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { HttpHarness, uploadOf } from '../http-harness.ts'

const DOCUMENTED = readFileSync(new URL('../../../../../docs/reference/limits.md', import.meta.url), 'utf8').split('\n')

let harness: HttpHarness

beforeAll(async () => {
  harness = await HttpHarness.create()
  const { client } = harness
  await client.workflows.upload(uploadOf({ parameters: { type: 'object', additionalProperties: true } }))
})

afterAll(() => harness.dispose())

interface Ask {
  readonly method?: string
  readonly path: string
  readonly headers?: Record<string, string>
  readonly body?: unknown
}

const text = (length: number) => 'x'.repeat(length)
const event = (more: object): Ask => ({ path: '/api/v1/events', body: { key: 'k', ...more } })
const batch = (...events: object[]): Ask => ({ path: '/api/v1/events', body: { events } })
const start = (parameters: unknown): Ask => ({ path: '/api/v1/workflows/default/w/executions', body: { parameters } })
const nested = (levels: number): unknown => (levels === 0 ? 1 : [nested(levels - 1)])
const pairs = (count: number, value = 'v') =>
  Object.fromEntries(Array.from({ length: count }, (_, at) => [`p${at}`, value]))
const space = (name: string, properties: object = {}): Ask => ({
  path: '/api/v1/namespaces',
  body: { name, properties },
})
const pool = (slots: number): Ask => ({
  method: 'PUT',
  path: `/api/v1/pools/default/p${slots}`,
  body: { slots },
})
const token = (count: number): Ask => ({
  path: '/api/v1/tokens',
  body: {
    name: `t${count}`,
    role: 'viewer',
    namespaces: Array.from({ length: count }, (_, at) => `n${at}`),
    expireTime: null,
  },
})
const upload = (definition: object): Ask => ({
  path: '/api/v1/workflows',
  body: uploadOf({ name: 'u', ...definition }),
})
const tasksOf = (count: number) =>
  Array.from({ length: count }, (_, at) => ({ name: `t${at}`, operator: { type: 'bash', command: 'true' } }))

/** A line of docs/reference/limits.md, what is still within it where that can be asked for, what is beyond it, and the answer. */
const LIMITS: readonly (readonly [line: string, within: Ask | null, beyond: Ask, code: string])[] = [
  ['name of a namespace, workflow', space(text(128)), space(text(129)), 'INVALID_ARGUMENT'],
  ['name of a namespace, workflow', null, upload({ name: '..' }), 'INVALID_ARGUMENT'],
  ['any text', null, event({ value: '\ud800' }), 'INVALID_ARGUMENT'],
  ['any JSON: parameters', start({ a: nested(60) }), start({ a: nested(64) }), 'INVALID_ARGUMENT'],
  ['properties of a namespace', space('a', pairs(100)), space('b', pairs(101)), 'INVALID_ARGUMENT'],
  ['properties of a namespace', space('c', pairs(1, text(4096))), space('d', pairs(1, text(4097))), 'INVALID_ARGUMENT'],
  ['namespaces of a token', null, token(101), 'INVALID_ARGUMENT'],
  ['slots of a pool', pool(1_000_000), pool(1_000_001), 'INVALID_ARGUMENT'],
  ['key of an event', event({ key: text(1024) }), event({ key: text(1025) }), 'TOO_LARGE'],
  ['key of an event', event({ sender: text(1024) }), event({ sender: text(1025) }), 'TOO_LARGE'],
  ['key of an event', null, event({ key: 'aiflow/x' }), 'RESERVED_KEY'],
  ['value of an event', event({ value: text(2 ** 20) }), event({ value: text(2 ** 20 + 1) }), 'TOO_LARGE'],
  ['value of an event', null, batch({ key: 'k' }, { key: 'k', value: text(2 ** 20 + 1) }), 'TOO_LARGE'],
  ['context of an event', event({ context: text(65_536) }), event({ context: text(65_537) }), 'TOO_LARGE'],
  ['events in one request', null, batch(...Array.from({ length: 10_001 }, () => ({ key: 'k' }))), 'INVALID_ARGUMENT'],
  ['one request with events', null, event({ value: text(17 * 2 ** 20) }), 'TOO_LARGE'],
  ['idempotency key', event({ idempotencyKey: text(256) }), event({ idempotencyKey: text(257) }), 'INVALID_ARGUMENT'],
  [
    'idempotency key',
    { ...event({}), headers: { 'idempotency-key': text(256) } },
    { ...event({}), headers: { 'idempotency-key': text(257) } },
    'INVALID_ARGUMENT',
  ],
  ['tasks, triggers, schedules of a workflow', null, upload({ tasks: tasksOf(20_001) }), 'INVALID_WORKFLOW'],
  [
    'parameters of an execution, with their defaults; their schema',
    start({ a: text(65_000) }),
    start({ a: text(65_537) }),
    'TOO_LARGE',
  ],
  [
    'items of a page',
    { path: '/api/v1/events?limit=10000' },
    { path: '/api/v1/events?limit=10001' },
    'INVALID_ARGUMENT',
  ],
  [
    'items of a page',
    { path: '/api/v1/workflows?limit=1000' },
    { path: '/api/v1/workflows?limit=1001' },
    'INVALID_ARGUMENT',
  ],
  ['body of any other request', null, start({ a: text(2 ** 20) }), 'TOO_LARGE'],
  [
    'headers of a request',
    { path: '/api/v1/workflows', headers: { 'x-more': text(10_000) } },
    { path: '/api/v1/workflows', headers: { 'x-more': text(17_000) } },
    'TOO_LARGE',
  ],
]

async function ask({ method, path, headers, body }: Ask): Promise<{ status: number; code: unknown }> {
  const answer = await harness.call(path, {
    method: method ?? (body === undefined ? 'GET' : 'POST'),
    headers: { authorization: `Bearer ${harness.token}`, 'content-type': 'application/json', ...headers },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  })
  return { status: answer.status, code: answer.body.code }
}

test.each(LIMITS)('the limit "%s" is as documented', async (line, within, beyond, code) => {
  const documented = DOCUMENTED.find((one) => one.startsWith(`| ${line}`))
  expect(documented).toContain(`\`${code}\``)
  expect(within === null ? 0 : (await ask(within)).status).toBeLessThan(300)
  expect((await ask(beyond)).code).toBe(code)
})
