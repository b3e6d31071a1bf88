import { DatabaseSync } from 'node:sqlite'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { bash, HttpHarness, uploadOf } from '../http/http-harness.ts'

const MIB = 1024 * 1024
/** What a page holds at most, and room for what stands around its texts. */
const MAX_ANSWER_BYTES = 5 * MIB
const LARGE = JSON.stringify('x'.repeat(MIB - 2))

let harness: HttpHarness

beforeEach(async () => {
  harness = await HttpHarness.create()
})

afterEach(() => harness.dispose())

async function begin(tasks: number): Promise<number> {
  const named = Array.from({ length: tasks }, (_, index) => bash(`t${index}`))
  await harness.client.workflows.upload(uploadOf({ tasks: named }))
  return (await harness.client.workflows.startExecution('default', 'w', {})).workflowExecutionId
}

/** As if tasks had run: what they leave is told to the store. */
function store(work: (database: DatabaseSync) => void): void {
  const database = new DatabaseSync(harness.storePath)
  database.exec('BEGIN IMMEDIATE')
  work(database)
  database.exec('COMMIT')
  database.close()
}

/** The text of each page of an answer, from the first to the last. */
async function pagesOf(path: string, nextOf: (body: Record<string, unknown>) => unknown): Promise<string[]> {
  const pages: string[] = []
  let cursor: unknown = null
  do {
    const query = cursor === null ? '' : `?cursor=${cursor}`
    const answer = await fetch(`${harness.server.url}/api/v1/workflow-executions/${path}${query}`, {
      headers: { authorization: `Bearer ${harness.token}` },
    })
    expect(answer.status).toBe(200)
    pages.push(await answer.text())
    cursor = nextOf(JSON.parse(pages.at(-1) ?? '')) ?? null
  } while (cursor !== null)
  return pages
}

const longest = (texts: readonly string[]) => Math.max(...texts.map((text) => text.length))

test('outputs and states that are large together come page by page, and the client has all of them', async () => {
  const id = await begin(20)
  store((database) => {
    const remember = database.prepare(
      'INSERT INTO task_memories (workflow_execution_id, task_name, last_output) VALUES (?, ?, ?)',
    )
    const keep = database.prepare('INSERT INTO states (lane, name, value) VALUES (?, ?, ?)')
    for (let index = 0; index < 20; index += 1) {
      remember.run(id, `t${index}`, LARGE)
      keep.run(`execution:${id}`, `state:s${index}`, LARGE)
    }
    keep.run(`execution:${id}`, 'rule:t0/own', LARGE)
  })
  for (const kind of ['outputs', 'states'] as const) {
    const pages = await pagesOf(`${id}/${kind}`, ({ next }) => next)
    expect(longest(pages)).toBeLessThan(MAX_ANSWER_BYTES)
    expect(pages).toHaveLength(7)
    const names = Array.from({ length: 20 }, (_, index) => `${kind === 'states' ? 's' : 't'}${index}`)
    expect(Object.keys(await harness.client.workflowExecutions[kind](id)).sort()).toEqual(names.sort())
  }
})

test('an execution with large outputs, triggers and handles is shown without them, with where they are', async () => {
  const id = await begin(30)
  store((database) => {
    const events = [{ ...EVENT, value: 'y'.repeat(MIB) }]
    const trigger = { type: 'EVENT', rule: 'again', events, outputs: {} }
    database
      .prepare("UPDATE task_executions SET status = 'SUCCESS', outcome = ?, handle = ?, trigger_json = ?")
      .run(`{"type":"success","output":${LARGE}}`, LARGE, JSON.stringify(trigger))
    database
      .prepare("UPDATE task_executions SET outcome = ? WHERE task_name = 't3'")
      .run('{"type":"success","output":"small"}')
  })
  const [shown = '', ...others] = await pagesOf(String(id), () => null)
  expect(shown.length).toBeLessThan(MIB)
  expect(others).toEqual([])
  const { tasks } = await harness.client.workflowExecutions.get(id)
  const path = `/api/v1/workflow-executions/${id}/task-executions/t3/1`
  expect(tasks[3]?.latest).toMatchObject({
    outcome: { type: 'success', output: 'small' },
    handle: null,
    trigger: { rule: 'again', events: [] },
    leftOut: { parts: ['trigger', 'handle'], path },
  })
  expect(tasks[4]?.latest).toMatchObject({
    outcome: { output: null },
    leftOut: { parts: ['output', 'trigger', 'handle'] },
  })
  const { body } = await harness.call(path, { headers: { authorization: `Bearer ${harness.token}` } })
  expect(body).toMatchObject({
    trigger: { events: [{ value: 'y'.repeat(MIB) }] },
    handle: expect.stringMatching(/^x+$/),
  })
  expect(body).not.toHaveProperty('leftOut')
})

test('small values of an execution are shown completely', async () => {
  const id = await begin(2)
  store((database) => database.exec(`UPDATE task_executions SET handle = '${LARGE}'`))
  const { tasks } = await harness.client.workflowExecutions.get(id)
  expect(tasks.map(({ latest }) => latest?.handle)).toEqual([JSON.parse(LARGE), JSON.parse(LARGE)])
  expect(tasks[0]?.latest).not.toHaveProperty('leftOut')
})

test('an execution of thousands of tasks is shown page by page, and the client has all of them', async () => {
  const id = await begin(6000)
  const first = await pagesOf(String(id), () => null)
  const pages = await pagesOf(`${id}/tasks`, ({ next }) => next)
  expect(longest([...first, ...pages])).toBeLessThan(MAX_ANSWER_BYTES)
  expect(pages).toHaveLength(3)
  const { tasks, ...execution } = await harness.client.workflowExecutions.get(id)
  expect(tasks.map(({ name }) => name)).toEqual(Array.from({ length: 6000 }, (_, index) => `t${index}`))
  expect(tasks.every(({ latest }) => latest?.status === 'INIT')).toBe(true)
  expect(await harness.client.workflowExecutions.get(id, { tasks: 'none' })).toEqual({ ...execution, tasks: [] })
})

test('the rules that were not met are listed within limits, only with the first page of verdicts', async () => {
  const id = await begin(1)
  store((database) => {
    const add = database.prepare(
      'INSERT INTO not_met (lane, task, rule, count, last_offset, reason) VALUES (?, ?, ?, 1, 1, ?)',
    )
    for (let index = 0; index < 6000; index += 1) add.run(`execution:${id}`, 't0', `r${index}`, 'z'.repeat(1000))
  })
  const [first = ''] = await pagesOf(`${id}/verdicts`, () => null)
  expect(first.length).toBeLessThan(MAX_ANSWER_BYTES)
  expect(JSON.parse(first).notMet.length).toBeGreaterThan(3000)
})

test('a large trigger is shown without its large values, and read completely at its own address', async () => {
  const id = await begin(3)
  const events = Array.from({ length: 20 }, (_, index) => ({ ...EVENT, offset: index + 1, value: 'y'.repeat(MIB) }))
  const trigger = {
    type: 'EVENT',
    rule: 'again',
    events: [...events, { ...EVENT, offset: 21, value: 'small' }],
    outputs: { t1: JSON.parse(LARGE), t2: 'small' },
  }
  store((database) => {
    for (const table of ['task_executions', 'workflow_executions'])
      database.prepare(`UPDATE ${table} SET type = 'EVENT', trigger_json = ?`).run(JSON.stringify(trigger))
  })
  const ref = { workflowExecutionId: id, taskName: 't0', sequenceNumber: 1 }
  const path = `/api/v1/workflow-executions/${id}`
  const singles = [
    {
      path,
      get: () => harness.client.workflowExecutions.get(id),
      whole: () => harness.client.workflowExecutions.trigger(id),
    },
    {
      path: `${path}/task-executions/t0/1`,
      get: () => harness.client.taskExecutions.get(ref),
      whole: () => harness.client.taskExecutions.trigger(ref),
    },
  ]
  for (const one of singles) {
    const [shown = ''] = await pagesOf(one.path.slice('/api/v1/workflow-executions/'.length), () => null)
    expect(shown.length).toBeLessThan(MIB)
    const { trigger: kept, leftOut } = await one.get()
    expect(kept.events.map(({ value }) => value)).toEqual([...events.map(() => null), 'small'])
    expect(kept.outputs).toEqual({ t2: 'small' })
    expect(leftOut).toMatchObject({ parts: ['trigger'], path: `${one.path}/trigger` })
    expect(leftOut?.values).toHaveLength(21)
    expect(leftOut?.values?.at(-1)).toEqual({ output: 't1', bytes: LARGE.length })
    expect(await one.whole()).toEqual(trigger)
  }
  const lists = ['', `/${id}/task-executions`].map((end) => `/api/v1/workflow-executions${end}?limit=1000`)
  for (const list of [...lists, '/api/v1/task-executions?limit=1000']) {
    const { body } = await harness.call(list, { headers: { authorization: `Bearer ${harness.token}` } })
    expect(JSON.stringify(body).length).toBeLessThan(MIB)
    const [first] = body.items as { trigger: object; leftOut: object }[]
    expect(first?.trigger).toEqual({ type: 'EVENT', rule: 'again', events: [], outputs: {} })
    expect(first?.leftOut).toMatchObject({ parts: ['trigger'], path: expect.stringContaining(path) })
  }
})

test('a large workflow file is shown from its beginning, and read whole at its own address', async () => {
  const text = `${'/'.repeat(MIB - 1)}\u{1f600}${'x'.repeat(MIB)}`
  const upload = { ...uploadOf(), source: { path: 'w.ts', text } }
  const files = ['a', 'b'].map((path) => ({ path, contentBase64: Buffer.from(path.repeat(MIB)).toString('base64') }))
  await harness.client.workflows.upload({ ...upload, files })
  const { source, snapshotHash } = await harness.client.workflows.get('default', 'w')
  expect(source?.text).toBe('/'.repeat(MIB - 1))
  expect(source?.leftOut?.bytes).toBe(Buffer.byteLength(text))
  expect((await harness.client.workflows.source(snapshotHash))?.text).toBe(text)
  const headers = { authorization: `Bearer ${harness.token}` }
  const { body } = await harness.call(`/api/v1/snapshots/${snapshotHash}/files`, { headers })
  expect(body).toEqual(files)
})

test('a task that does not exist is refused with some of those that do', async () => {
  const id = await begin(2000)
  const { body } = await harness.call(`/api/v1/workflow-executions/${id}/tasks/none/why-not`, {
    headers: { authorization: `Bearer ${harness.token}` },
  })
  expect(body.code).toBe('TASK_NOT_FOUND')
  expect(JSON.stringify(body).length).toBeLessThan(2000)
})

const EVENT = {
  offset: 1,
  kind: 'user',
  namespace: 'default',
  key: 'k',
  value: null,
  sender: null,
  principal: null,
  context: null,
  workflowExecutionId: null,
  createTime: 1,
}
