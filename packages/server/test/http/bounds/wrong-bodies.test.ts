import { afterAll, beforeAll, expect, test } from 'vitest'
import { bash, HttpHarness, uploadOf } from '../http-harness.ts'

const FOREIGN =
  /Invalid (?:input|option|string|key|discriminator|element)|Unrecognized|Too (?:big|small)|expected \w+|received|\[object |\bundefined\b|\bNaN\b|must NOT|\bat \S+ \(/

const WRONG: readonly unknown[] = [
  null,
  true,
  -1,
  1.5,
  1e300,
  '',
  'what?',
  'x'.repeat(2000),
  [],
  [null],
  {},
  { a: 1 },
  [[]],
]

let harness: HttpHarness

beforeAll(async () => {
  harness = await HttpHarness.create()
  await harness.client.workflows.upload(uploadOf())
})

afterAll(() => harness.dispose())

const CONDITION = { type: 'event', event: { key: 'k' } }
const RULE = { name: 'r', condition: CONDITION, action: 'START' }
const UPLOAD = uploadOf({
  tasks: [
    bash('a', { rules: [RULE], retry: {} }),
    bash('b', { operator: { type: 'code', className: 'C', isolation: 'warm' } }),
  ],
  triggers: [{ name: 't', condition: CONDITION, fanIn: { type: 'batch', size: 2 } }],
  schedules: [{ name: 's', expression: 'cron@* * * * *' }],
  parameters: { type: 'object' },
})

/** A body of each kind that is right, which is made wrong in one place after the other. */
const BODIES: readonly (readonly [string, unknown])[] = [
  [
    '/api/v1/events',
    { key: 'k', value: 'v', namespace: 'default', sender: 's', context: null, workflowExecutionId: null },
  ],
  ['/api/v1/events', { events: [{ key: 'k' }] }],
  ['/api/v1/events/count', { filters: [{ key: 'k' }] }],
  ['/api/v1/workflows', UPLOAD],
  ['/api/v1/workflows/default/w/executions', { parameters: {} }],
  ['/api/v1/workflows/default/w/triggers', { name: 't', condition: CONDITION, parameters: {}, overlap: 'allow' }],
  [
    '/api/v1/workflows/default/w/schedules',
    { name: 's', expression: 'cron@* * * * *', timezone: 'UTC', catchUp: 'one' },
  ],
  ['/api/v1/namespaces', { name: 'n', properties: { a: 'b' } }],
  ['/api/v1/tokens', { name: 't', role: 'viewer', namespaces: ['default'], expireTime: null }],
]

/** Copies of a value, each with something else in one place. */
function* variants(value: unknown, path: readonly string[] = []): Iterable<{ path: string; body: unknown }> {
  for (const wrong of WRONG) yield { path: path.join('.'), body: wrong }
  if (typeof value !== 'object' || value === null) return
  if (!Array.isArray(value)) yield { path: path.join('.'), body: { ...value, unknownField: 1 } }
  for (const [name, inner] of Object.entries(value)) {
    for (const one of variants(inner, [...path, name])) {
      const body = Array.isArray(value) ? value.with(Number(name), one.body) : { ...value, [name]: one.body }
      yield { path: one.path, body }
    }
    if (!Array.isArray(value)) yield { path: [...path, name].join('.'), body: { ...value, [name]: undefined } }
  }
}

test.each(BODIES)(
  'what is wrong in a body for %s is told by the name of its field, in words of ours',
  async (path, right) => {
    const faults: string[] = []
    for (const { path: place, body } of variants(right)) {
      const { status, body: answer } = await harness.post(path, JSON.stringify(body))
      if (status < 400) continue
      const detail = String(answer.detail)
      const field = place.split('.').findLast((name) => !/^\d+$/.test(name)) ?? ''
      const isNamed = field === '' || status !== 400 || detail.includes('"')
      if (status >= 500 || FOREIGN.test(detail) || !isNamed)
        faults.push(`${place}: ${JSON.stringify(body).slice(0, 80)} → ${detail}`)
    }
    expect(faults).toEqual([])
  },
)

test('a token that would have expired long ago is refused, with the name of the field', async () => {
  const { body } = await harness.post(
    '/api/v1/tokens',
    JSON.stringify({ name: 'x', role: 'viewer', expireTime: -62135596800000 }),
  )
  expect(body.detail).toBe('The body of the request is not valid. "expireTime": must lie in the future.')
})
