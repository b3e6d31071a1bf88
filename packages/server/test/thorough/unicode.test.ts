import { afterEach, beforeEach, expect, test } from 'vitest'
import { bash, HttpHarness, uploadOf } from '../http/http-harness.ts'

let harness: HttpHarness

beforeEach(async () => {
  harness = await HttpHarness.create()
})

afterEach(() => harness.dispose())

const HALF = 'a\ud800b'
const ANY = { type: 'object', properties: {} }
const EVENTS = '/api/v1/events'
const UPLOAD = '/api/v1/workflows'
const RULE = { name: 'r', action: 'START', condition: { type: 'event', event: { key: HALF } } }

test.each<[door: string, path: string, body: unknown]>([
  ['the key of an event', EVENTS, { key: HALF }],
  ['the value of an event', EVENTS, { key: 'k', value: HALF }],
  ['the other half alone', EVENTS, { key: 'k', value: '\udc00' }],
  ['halves in the wrong order', EVENTS, { key: 'k', value: '\udc00\ud800' }],
  ['the context of an event', EVENTS, { key: 'k', context: HALF }],
  ['the sender of an event', EVENTS, { key: 'k', sender: HALF }],
  ['the idempotency key of an event', EVENTS, { key: 'k', idempotencyKey: HALF }],
  ['one event of a batch', EVENTS, { events: [{ key: 'k' }, { key: 'k', value: HALF }] }],
  ['a property of a namespace', '/api/v1/namespaces', { name: 'team', properties: { owner: HALF } }],
  ['the name of a property', '/api/v1/namespaces', { name: 'team', properties: { [HALF]: 'x' } }],
  ['a parameter', '/api/v1/workflows/default/w/executions', { parameters: { a: { b: [HALF] } } }],
  ['the name of a parameter', '/api/v1/workflows/default/w/executions', { parameters: { [HALF]: 1 } }],
  ['a command', UPLOAD, uploadOf({ tasks: [bash('a', { operator: { type: 'bash', command: `echo ${HALF}` } })] })],
  [
    'the environment of a command',
    UPLOAD,
    uploadOf({ tasks: [bash('a', { operator: { type: 'bash', command: 'true', env: { A: HALF } } })] }),
  ],
  ['the key that a rule waits for', UPLOAD, uploadOf({ tasks: [bash('a', { rules: [RULE] })] })],
  ['a default of a parameter', UPLOAD, uploadOf({ parameters: { ...ANY, properties: { a: { default: HALF } } } })],
  ['the source of a workflow', UPLOAD, { ...uploadOf(), source: { path: 'w.ts', text: HALF } }],
  ['a bundle', UPLOAD, { ...uploadOf(), bundle: `export const a = '${HALF}'` }],
  ['the path of a file', UPLOAD, { ...uploadOf(), files: [{ path: HALF, contentBase64: '' }] }],
  [
    'parameters of a schedule',
    '/api/v1/workflows/default/w/schedules',
    { name: 's', expression: 'interval@1 0 0 0', parameters: { a: HALF } },
  ],
])('what is no valid Unicode is refused in %s', async (_, path, body) => {
  await harness.client.workflows.upload(uploadOf({ parameters: ANY }))
  const { lastOffset } = await harness.client.server.info()
  const { status, body: answer } = await harness.post(path, JSON.stringify(body))
  expect([status, answer.code, answer.detail]).toEqual([
    400,
    'INVALID_ARGUMENT',
    expect.stringContaining('no valid Unicode'),
  ])
  expect((await harness.client.server.info()).lastOffset).toBe(lastOffset)
})

test('surrogate pairs and the replacement character are ordinary text', async () => {
  const value = '\u{1f600} \ufffd \0 \uffff'
  await harness.client.events.send({ key: value, value, context: value, sender: value })
  expect((await harness.client.events.list({ key: value })).items).toMatchObject([
    { key: value, value, context: value, sender: value },
  ])
})

test('bytes that are not UTF-8 are refused in bodies and in queries', async () => {
  const bytes = Buffer.concat([Buffer.from('{"key":"a'), Buffer.from([0xff]), Buffer.from('"}')])
  const { status, body } = await harness.post(EVENTS, new Uint8Array(bytes))
  expect([status, body.code]).toEqual([400, 'INVALID_JSON'])
  const headers = { authorization: `Bearer ${harness.token}` }
  for (const key of ['%ff', '%ED%A0%80', 'a%', '%zz']) {
    const answer = await harness.call(`${EVENTS}?key=${key}`, { headers })
    expect([key, answer.status, answer.body.code]).toEqual([key, 400, 'INVALID_ARGUMENT'])
  }
  expect((await harness.call(`${EVENTS}?key=%F0%9F%98%80+a&limit=1`, { headers })).status).toBe(200)
})

test('listening to a key that no event can have is refused', async () => {
  const headers = { authorization: `Bearer ${harness.token}` }
  for (const query of ['key=', 'key=k&key=', 'key=a%ED%A0%80', 'key=k&key=%ff']) {
    const { status, body } = await harness.call(`${EVENTS}/listen?${query}`, { headers })
    expect([query, status, body.code]).toEqual([query, 400, 'INVALID_ARGUMENT'])
  }
  const long = await harness.call(`${EVENTS}/listen?key=${'x'.repeat(1025)}`, { headers })
  expect([long.status, long.body.code]).toEqual([413, 'TOO_LARGE'])
})

test('half of a surrogate pair in a path is refused', async () => {
  const headers = { authorization: `Bearer ${harness.token}` }
  for (const path of ['workflows/default/a%ED%A0%80', 'tokens/%ff', 'workflows/%c0%80/w']) {
    const { status, body } = await harness.call(`/api/v1/${path}`, { headers })
    expect([path, status, body.code]).toEqual([path, 400, 'INVALID_ARGUMENT'])
  }
})
