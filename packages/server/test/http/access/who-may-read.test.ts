import { createHash } from 'node:crypto'
import type { Role } from '@aiflow/sdk/internal/api/server'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { WorkerConnection } from '../../workers/worker-connection.ts'
import { bash, HttpHarness, uploadOf } from '../http-harness.ts'

const LISTEN = '/api/v1/events/listen'
/** Streams, and what tells in each that all was told that there is to see. */
const STREAMS: Readonly<Record<string, string>> = {
  [LISTEN]: '"key":"end"',
  '/api/v1/changes': '"status"',
  '/api/v1/live': 'id:',
}
/** What an answer may be asked for besides what its path says. */
const QUESTIONS = ['', '?all=true', '?kind=control', '?all=true&from=0']
/** Stands in all that was uploaded, sent or set in the namespace "b". */
const OF_B = 'only-for-b'
/** Stands in what was asked for by a request alone. */
const OF_REQUEST = 'asked-for-by-hand'

interface Reader {
  readonly name: string
  readonly secret: string
  readonly role: Role | 'task'
  readonly namespaces: readonly string[] | null
}

let harness: HttpHarness
let worker: WorkerConnection
let readers: Reader[]
let hashes: string[]
let routes: string[]
let offsets: number[]
let fills: Record<string, string>[]

beforeAll(async () => {
  harness = await HttpHarness.create({ limits: { requestsPerSecond: 0 } })
  worker = await WorkerConnection.greet(harness.server.url, harness.token)
  const { client } = harness
  const secretOfB = { tasks: [bash('a', { operator: { type: 'bash', command: `echo ${OF_B}` } })] }
  const [a, b] = [uploadOf({ namespace: 'a' }), uploadOf({ namespace: 'b', ...secretOfB })]
  const { workflows } = await client.workflows.upload({
    ...a,
    definitions: [...a.definitions, ...b.definitions],
    source: { path: 'w.ts', text: `const workflow = "${OF_B}"` },
    bundle: `export const workflow = "${OF_B}"`,
  })
  await client.namespaces.setProperties('b', { note: OF_B })
  await client.events.send({ namespace: 'b', key: 'k', value: OF_B })
  const started = await client.workflows.startExecution('a', 'w')
  const spec = await worker.nextStart()
  worker.report({ type: 'running', attemptId: spec.attemptId, pid: 1, startedAt: Date.now() })
  await worker.next('acknowledge')
  await client.workflows.startExecution('b', 'w')
  await client.events.send({ namespace: 'a', key: 'k', value: 'seen' })
  await client.events.send({
    namespace: 'a',
    key: 'k',
    workflowExecutionId: started.workflowExecutionId,
  })
  await client.triggers.add('a', 'w', { name: OF_REQUEST, condition: { type: 'event', event: { key: 'x' } } })
  await client.triggers.delete('a', 'w', OF_REQUEST)
  readers = [
    ...(await Promise.all(
      (['viewer', 'operator', 'author', 'admin'] as const).flatMap((role) =>
        [null, ['a']].map(async (namespaces) => {
          const name = `${role}-of-${namespaces ?? 'all'}`
          const { secret } = await client.tokens.create({ name, role, namespaces })
          return { name, secret, role, namespaces }
        }),
      ),
    )),
    { name: 'task', secret: spec.token, role: 'task', namespaces: ['a'] },
  ]
  hashes = [harness.token, ...readers.map(({ secret }) => secret)].map((secret) =>
    createHash('sha256').update(secret).digest('hex'),
  )
  const last = (await client.server.info()).lastOffset
  offsets = Array.from({ length: last }, (_, index) => index + 1)
  fills = workflows.map(({ namespace, snapshotHash }) => ({
    namespace,
    name: 'w',
    workflow: 'w',
    id: namespace === 'a' ? '1' : '2',
    hash: snapshotHash,
    task: 'a',
    sequence: '1',
  }))
  const { paths } = (await harness.call('/api/openapi.json')).body as { paths: Record<string, { get?: object }> }
  // Logs are kept by the worker, and are of one execution.
  routes = Object.entries(paths).flatMap(([path, { get }]) =>
    get === undefined || path.includes('/logs') ? [] : [path],
  )
})

afterAll(async () => {
  worker.socket.close()
  await harness.dispose()
})

function pathsOf(route: string): string[] {
  const byOffset = /\{(event|offset)\}/.exec(route)?.[0]
  const named = byOffset === undefined ? [route] : offsets.map((offset) => route.replace(byOffset, String(offset)))
  const filled = named.flatMap((path) =>
    fills.map((fill) => path.replace(/\{(\w+)\}/g, (_all, name) => fill[name] ?? '1')),
  )
  const questions = route.includes('{') ? [''] : QUESTIONS
  return [...new Set(filled)].flatMap((path) =>
    questions.flatMap((question) => [path + question, ...withNamespaces(path, question)]),
  )
}

function withNamespaces(path: string, question: string): string[] {
  if (path.includes('namespaces') || question === '') return []
  return ['a', 'b'].map((namespace) => `${path}${question === '' ? '?' : `${question}&`}namespace=${namespace}`)
}

/** What a reader is told; of a stream until it told what there was when it was asked. */
async function answer(path: string, { secret }: Reader): Promise<string> {
  const ended = new AbortController()
  const response = await fetch(harness.server.url + path, {
    headers: { authorization: `Bearer ${secret}` },
    signal: ended.signal,
  })
  const [, mark] = Object.entries(STREAMS).find(([route]) => path.startsWith(route)) ?? []
  if (mark === undefined || !response.ok || response.body === null) return response.text()
  if (path.startsWith(LISTEN)) {
    await harness.client.events.sendMany([
      { namespace: 'a', key: 'end' },
      { namespace: 'b', key: 'end' },
    ])
  }
  // Of changes there is none to come.
  if (path.startsWith('/api/v1/changes') && !path.includes('from=0')) ended.abort()
  let text = ''
  const decoder = new TextDecoder()
  try {
    for await (const chunk of response.body) {
      text += decoder.decode(chunk, { stream: true })
      if (text.includes(mark)) break
    }
  } catch {
    // It was ended by this test.
  }
  ended.abort()
  return text
}

test('the test data exists: a reader of everything finds all of it', async () => {
  const home: Reader = { name: 'home', secret: harness.token, role: 'admin', namespaces: null }
  const told = await answer('/api/v1/events?all=true&limit=500', home)
  for (const text of [OF_B, OF_REQUEST, 'createToken', '"kind":"control"']) expect(told).toContain(text)
  expect(await answer(`/api/v1/snapshots/${fills[0]?.hash}`, home)).toContain(OF_B)
})

test('no answer to anybody holds a hash of a secret, a request that is not for them, or anything of other namespaces', async () => {
  const found: string[] = []
  for (const route of routes) {
    for (const path of pathsOf(route)) {
      for (const reader of readers) {
        const text = await answer(path, reader)
        const mayReadRequests = reader.role === 'admin'
        if (hashes.some((hash) => text.includes(hash))) found.push(`a hash: ${reader.name} at ${path}`)
        if (reader.namespaces !== null && text.includes(OF_B)) found.push(`of b: ${reader.name} at ${path}`)
        if (!mayReadRequests && (text.includes('"kind":"control"') || text.includes(OF_REQUEST)))
          found.push(`a request: ${reader.name} at ${path}`)
        if (reader.namespaces !== null && text.includes('createToken')) found.push(`of none: ${reader.name} at ${path}`)
      }
    }
  }
  expect(found).toEqual([])
}, 600_000)

test('each namespace of an upload has a request of its own, which holds its own definitions only', async () => {
  const { items } = await harness.client.events.list({ kind: 'control', limit: 500 })
  const uploads = items.filter(({ key }) => key === 'aiflow/control/upload')
  expect(uploads.map(({ namespace }) => namespace)).toEqual(['a', 'b'])
  expect(uploads.map(({ value }) => value?.includes(OF_B))).toEqual([false, true])
  expect(uploads[0]?.createTime).toBe(uploads[1]?.createTime)
})

test('an upload that is refused for one namespace stores nothing, and the others do not learn why', async () => {
  const [c, d] = [
    uploadOf({ namespace: 'c' }),
    uploadOf({ namespace: 'd', tasks: [bash('a', { pool: 'missing-of-d' })] }),
  ]
  const upload = { ...c, definitions: [...c.definitions, ...d.definitions] }
  await expect(harness.client.workflows.upload(upload)).rejects.toThrow('missing-of-d')
  expect((await harness.client.workflows.list({ namespace: 'c' })).items).toEqual([])
  const { items } = await harness.client.server.audit({ namespace: 'c' })
  expect(items).toMatchObject([{ action: 'upload', result: 'refused' }])
  expect(JSON.stringify(items)).not.toContain('of-d')
})

test('an upload into several namespaces that is repeated gets the first answer, in the order of its file', async () => {
  const [e, f] = [uploadOf({ namespace: 'e' }), uploadOf({ namespace: 'f' })]
  const second = uploadOf({ namespace: 'e', name: 'second' })
  const upload = { ...e, definitions: [...f.definitions, ...e.definitions, ...second.definitions] }
  const body = JSON.stringify(upload)
  const send = () =>
    harness.call('/api/v1/workflows', {
      method: 'POST',
      body,
      headers: {
        authorization: `Bearer ${harness.token}`,
        'content-type': 'application/json',
        'idempotency-key': 'once',
      },
    })
  const first = await send()
  expect(first.body).toMatchObject({ workflows: [{ namespace: 'f' }, { name: 'w' }, { name: 'second' }] })
  expect((await send()).body).toEqual(first.body)
  expect((await harness.client.server.audit({ namespace: 'f' })).items).toHaveLength(1)
})

test('the sender of a request may read its result, others may not', async () => {
  const operator = readers.find(({ name }) => name === 'operator-of-a')
  const client = harness.clientWith(operator?.secret ?? '')
  await client.workflows.disable('a', 'w')
  const [{ offset } = { offset: 0 }] = (await harness.client.server.audit({ namespace: 'a' })).items
  expect(await client.server.result(offset)).toMatchObject({ value: { enabled: false } })
  const viewer = harness.clientWith(readers.find(({ name }) => name === 'viewer-of-all')?.secret ?? '')
  await expect(viewer.server.result(offset)).rejects.toMatchObject({ code: 'FORBIDDEN' })
})
