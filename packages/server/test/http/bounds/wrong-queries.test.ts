import { afterAll, beforeAll, expect, test } from 'vitest'
import { HttpHarness, uploadOf } from '../http-harness.ts'

const FOREIGN =
  /Invalid (?:input|option|string)|Unrecognized|Too (?:big|small)|expected \w+|received|\bundefined\b|\bNaN\b/

interface Operation {
  readonly parameters?: readonly { readonly name: string; readonly in: string }[]
}

let harness: HttpHarness

beforeAll(async () => {
  harness = await HttpHarness.create()
  await harness.client.workflows.upload(uploadOf())
  await harness.client.workflows.startExecution('default', 'w')
})

afterAll(() => harness.dispose())

/** What a problem says, null where the answer is none, such as a stream. */
async function problemAt(path: string): Promise<{ status: number; detail: string } | null> {
  const left = new AbortController()
  const headers = { authorization: `Bearer ${harness.token}` }
  const answer = await fetch(harness.server.url + path, { headers, signal: left.signal })
  try {
    if (!answer.headers.get('content-type')?.includes('problem')) return null
    const { detail } = (await answer.json()) as { detail: string }
    return { status: answer.status, detail }
  } finally {
    left.abort()
  }
}

/** Every path that is read, with the names that its query may have. */
async function readPaths(): Promise<{ path: string; names: string[] }[]> {
  const { body } = await harness.call('/api/openapi.json')
  const paths = Object.entries(body.paths as Record<string, { get?: Operation }>)
  return paths.flatMap(([path, { get }]) => {
    const names = (get?.parameters ?? []).flatMap((one) => (one.in === 'query' ? [one.name] : []))
    const known = path
      .replace('{namespace}', 'default')
      .replace(/\{(?:name|workflow)\}/, 'w')
      .replace('{task}', 'a')
      .replace(/\{\w+\}/g, '1')
    return names.length === 0 ? [] : [{ path: known, names }]
  })
}

test('a mistake in a query is reported with the parameter, in our own words', async () => {
  const faults: string[] = []
  let problems = 0
  for (const { path, names } of await readPaths()) {
    const queries = [...names, 'nope'].flatMap((name) =>
      [`1&${name}=2`, '', '%20x', '9007199254740993'].map((text) => `${name}=${text}`),
    )
    for (const query of queries) {
      const problem = await problemAt(`${path}?${query}`)
      if (problem === null) continue
      problems += 1
      const isNamed = problem.status !== 400 || problem.detail.includes('"')
      if (FOREIGN.test(problem.detail) || !isNamed) faults.push(`${path}?${query}: ${problem.detail}`)
    }
  }
  expect(faults).toEqual([])
  expect(problems).toBeGreaterThan(100)
})

test.each([
  ['/api/v1/events?key=a&key=b', '"key": may be given once only.'],
  ['/api/v1/events?limit=1&limit=2', '"limit": may be given once only.'],
  ['/api/v1/events?nope=1', 'has a field that is not known: "nope".'],
  ['/api/v1/events?beginOffset=9007199254740993', '"beginOffset": must be a whole number from 0 to 9007199254740991.'],
])('%s is refused: %s', async (path, problem) => {
  expect(await problemAt(path)).toEqual({ status: 400, detail: expect.stringContaining(problem) })
})

test('an invalid namespace is refused by every list that takes one', async () => {
  const narrowed = (await readPaths()).filter(({ names }) => names.includes('namespace'))
  expect(narrowed.length).toBeGreaterThan(8)
  for (const { path } of narrowed) {
    for (const namespace of ['', '*', 'a/b', '..', 'x'.repeat(129)]) {
      const problem = await problemAt(`${path}?namespace=${encodeURIComponent(namespace)}`)
      const detail = expect.stringContaining('"namespace": must be the name of a namespace; leave it out for all')
      expect([path, namespace, problem]).toEqual([path, namespace, { status: 400, detail }])
    }
  }
})
