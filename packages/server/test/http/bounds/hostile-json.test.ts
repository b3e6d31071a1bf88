import { MAX_JSON_DEPTH } from '@aiflow/sdk/internal/limits'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { bash, HttpHarness, uploadOf } from '../http-harness.ts'

let harness: HttpHarness

beforeEach(async () => {
  harness = await HttpHarness.create()
})

afterEach(() => harness.dispose())

const nested = (depth: number) => '['.repeat(depth) + ']'.repeat(depth)

async function post(path: string, body: string) {
  const headers = { authorization: `Bearer ${harness.token}`, 'content-type': 'application/json' }
  const answer = await fetch(`${harness.server.url}${path}`, { method: 'POST', headers, body })
  return { status: answer.status, body: (await answer.json()) as Record<string, unknown> }
}

const PARAMETERS = { type: 'object', properties: { any: {}, constructor: { default: 1 }, toString: {} } }
const START = '/api/v1/workflows/default/w/executions'

test('parameters may nest as deep as the limit, and no deeper', async () => {
  await harness.client.workflows.upload(uploadOf({ tasks: [bash('a')], parameters: PARAMETERS }))
  // The parameters themselves are one level.
  expect((await post(START, `{"parameters":{"any":${nested(MAX_JSON_DEPTH - 1)}}}`)).status).toBe(200)
  for (const depth of [MAX_JSON_DEPTH, 100, 2500, 6000, 200_000]) {
    const { status, body } = await post(START, `{"parameters":{"any":${nested(depth)}}}`)
    expect([status, body.code, body.detail]).toEqual([400, 'INVALID_ARGUMENT', expect.stringContaining('nests deeper')])
  }
})

test('the key __proto__ is refused, and names that every object has are stored', async () => {
  await harness.client.workflows.upload(uploadOf({ tasks: [bash('a')], parameters: PARAMETERS }))
  for (const body of [
    '{"parameters":{"__proto__":1}}',
    '{"parameters":{"any":[{"__proto__":1}]}}',
    '{"__proto__":{}}',
  ]) {
    const answer = await post(START, body)
    expect([answer.status, answer.body.detail]).toEqual([400, expect.stringContaining('"__proto__"')])
  }
  const started = await post(START, '{"parameters":{"toString":"given","any":{"hasOwnProperty":1}}}')
  const { parameters } = await harness.client.workflowExecutions.get(Number(started.body.workflowExecutionId))
  expect(Object.entries(parameters).toSorted()).toEqual([
    ['any', { hasOwnProperty: 1 }],
    ['constructor', 1],
    ['toString', 'given'],
  ])
})

test.each(['__proto__', 'constructor', 'toString', 'hasOwnProperty', 'then'])(
  'what is new may be named "%s" everywhere or nowhere',
  async (name) => {
    const rules = [{ name, action: 'START', condition: { type: 'event', event: { key: 'k' } } }]
    const trigger = { name, condition: { type: 'event', event: { key: 'k' } } }
    const schedule = { name, expression: 'interval@0 1 0 0' }
    const asked = [
      () => post('/api/v1/namespaces', JSON.stringify({ name })),
      () => post('/api/v1/workflows', JSON.stringify(uploadOf({ name, tasks: [bash('a')] }))),
      () => post('/api/v1/workflows', JSON.stringify(uploadOf({ tasks: [bash(name)] }))),
      () => post('/api/v1/workflows', JSON.stringify(uploadOf({ tasks: [bash('a', { rules })] }))),
      () => post('/api/v1/workflows', JSON.stringify(uploadOf({ tasks: [bash('a')], triggers: [trigger] }))),
      () => post('/api/v1/workflows', JSON.stringify(uploadOf({ tasks: [bash('a')], schedules: [schedule] }))),
    ]
    const statuses: number[] = []
    for (const ask of asked) statuses.push((await ask()).status)
    expect(statuses).toEqual(asked.map(() => (name === '__proto__' ? 400 : 200)))
  },
)

test.each([
  ['a file that is a folder, too', ['a', 'a/b']],
  ['a part that is too long', ['x'.repeat(300)]],
  ['a path that is too long', [Array.from({ length: 100 }, () => 'abcdefghi').join('/')]],
  ['a way out', ['../x']],
  ['an absolute path', ['/etc/x']],
  ['NUL', ['a\0b']],
  ['a line end', ['a\nb']],
  ['half a character', ['a\ud800b']],
  ['two forms of a letter', ['\u00e9', 'e\u0301']],
  ['two cases of a letter', ['A', 'a']],
  ['a folder for a name', ['a/']],
])('an upload with %s is refused', async (_, paths) => {
  const files = paths.map((path) => ({ path, contentBase64: '' }))
  const { status, body } = await post(
    '/api/v1/workflows',
    JSON.stringify({ ...uploadOf({ tasks: [bash('a')] }), files }),
  )
  expect([status, body.code]).toEqual([400, 'INVALID_ARGUMENT'])
})
