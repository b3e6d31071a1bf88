import { afterAll, beforeAll, expect, test } from 'vitest'
import { HttpHarness, uploadOf } from '../http-harness.ts'

/** What JavaScript takes for a number and we do not. The space is that of a query, too. */
const NO_NUMBERS = [
  '0x1',
  '0b1',
  '0o1',
  '1e0',
  '1e3',
  '1.0',
  '1.',
  '+1',
  '01',
  ' 1',
  '1 ',
  '\t1',
  '\n1',
  '１',
  '٣',
  '1n',
]
const OTHERS = ['', ' ', 'null', 'true', 'NaN', 'Infinity', '-', '--1', '1_0', '9007199254740993', '1e300']

interface Parameter {
  readonly in: string
  readonly name: string
  readonly schema: { readonly type?: string; readonly anyOf?: readonly { readonly type?: string }[] }
}

let harness: HttpHarness
/** Each place of a number in an address, as method, path, and the parameter. */
const places: { method: string; path: string; parameter: Parameter }[] = []

beforeAll(async () => {
  harness = await HttpHarness.create()
  await harness.client.workflows.upload(uploadOf({ schedules: [{ name: 'w', expression: 'interval@1 0 0 0' }] }))
  await harness.client.workflows.startExecution('default', 'w')
  const { body } = await harness.call('/api/openapi.json')
  for (const [path, methods] of Object.entries(body.paths as Record<string, Record<string, unknown>>)) {
    for (const [method, operation] of Object.entries(methods)) {
      const { parameters } = operation as { parameters: Parameter[] }
      const numbers = parameters.filter(({ schema }) =>
        [schema, ...(schema.anyOf ?? [])].some(({ type }) => type === 'integer'),
      )
      places.push(...numbers.map((parameter) => ({ method: method.toUpperCase(), path, parameter })))
    }
  }
})

afterAll(() => harness.dispose())

function address(path: string, { in: part, name }: Parameter, text: string): string {
  const encoded = encodeURIComponent(text)
  const filled = path.replace(/\{(\w+)\}/g, (_, other: string) => {
    if (part === 'path' && other === name) return encoded
    return (
      { namespace: 'default', id: '1', event: '1', letter: '1', offset: '1', sequence: '1', task: 'a' }[other] ?? 'w'
    )
  })
  const needed = path.endsWith('/search') ? 'text=a' : path.endsWith('/artifacts/file') ? 'name=a' : ''
  return `${filled}?${needed}${part === 'query' ? `&${name}=${encoded}` : ''}`
}

test('a number in a path or a query is written in decimal digits, or refused by the name of its field', async () => {
  const faults: string[] = []
  for (const { method, path, parameter } of places) {
    // An empty part is another path.
    const texts = [...NO_NUMBERS, ...OTHERS].filter((text) => parameter.in === 'query' || text.trim() !== '')
    for (const text of texts) {
      const url = address(path, parameter, text)
      const { status, body } = await harness.call(url, {
        method,
        headers: { authorization: `Bearer ${harness.token}` },
      })
      const detail = String(body.detail)
      const isOurs = detail.includes(`"${parameter.name}": must be `) && !detail.includes('; ')
      if (status !== 400 || body.code !== 'INVALID_ARGUMENT' || !isOurs) faults.push(`${method} ${url} ${detail}`)
    }
  }
  expect(faults).toEqual([])
  expect(places.length).toBeGreaterThan(60)
})

test('a number in a header is written in decimal digits', async () => {
  const authorization = `Bearer ${harness.token}`
  for (const text of ['0x1', '1e0', '01', '+1', '1.0']) {
    for (const path of ['/api/v1/events/listen', '/api/v1/changes']) {
      const { status, body } = await harness.call(path, { headers: { authorization, 'last-event-id': text } })
      expect([status, body.code]).toEqual([400, 'INVALID_ARGUMENT'])
    }
    const headers = { authorization, 'if-match': `"${text}"` }
    const { status } = await harness.call('/api/v1/workflows/default/w/pause', { method: 'POST', headers })
    expect([400, 404]).toContain(status)
  }
})

test.each([
  ['/api/v1/workflows/default/w/executions', '{"parameters":{"i":9007199254740993}}'],
  ['/api/v1/workflows/default/w/executions', '{"parameters":{"deep":[{"i":-12345678901234567890}]}}'],
  ['/api/v1/pools/default/p', '{"slots":9007199254740993}'],
  ['/api/v1/events', '{"key":"k","workflowExecutionId":9007199254740993}'],
])('an integer of a body that would be stored as another one is refused: %s %s', async (path, text) => {
  const headers = { authorization: `Bearer ${harness.token}`, 'content-type': 'application/json' }
  const { status, body } = await harness.call(path, {
    method: path.includes('pools') ? 'PUT' : 'POST',
    headers,
    body: text,
  })
  expect([status, body.code, body.detail]).toEqual([400, 'INVALID_ARGUMENT', expect.stringContaining('would become')])
})

test('digits in a text stay as they were sent', async () => {
  const value = '{"n":9007199254740993}'
  const { offset } = await harness.client.events.send({ key: 'k', value })
  expect(await harness.client.events.get(offset)).toMatchObject({ value })
})
