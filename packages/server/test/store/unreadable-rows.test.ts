import { readFileSync, rmSync, writeFileSync } from 'node:fs'
import { DatabaseSync } from 'node:sqlite'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { MIGRATIONS } from '../../src/storage/sqlite/migrations/migrations.ts'
import { askEverything } from '../../src/testing/ask-everything.ts'
import { bash, FakeWorker, onEvent, SchedulerHarness } from '../../src/testing/scheduler-harness.ts'

/** 2^60: SQLite holds it, JavaScript does not. */
const TOO_GREAT = '1152921504606846976'
const LAST_MOMENT = 8_640_000_000_000_000

/** Of each table that a server reads when it starts, the row that is damaged. */
const DAMAGED: Readonly<Record<string, string>> = {
  store: 'id = 1',
  namespaces: "name = 'team'",
  pools: "name = 'small'",
  connections: "name = 'api'",
  workflows: "name = 'w'",
  snapshots: "workflow_name = 'w'",
  triggers: "workflow_name = 'w'",
  schedules: "workflow_name = 'w'",
  backfills: "workflow_name = 'w'",
  workflow_executions: "workflow_name = 'w'",
  task_executions: "task_name = 'a'",
  task_item_lists: 'TRUE',
  task_items: 'TRUE',
  task_memories: "task_name = 'done'",
  states: "lane = 'execution:1'",
  inbox: "lane = 'execution:1'",
  pending_starts: "task_name = 'a'",
  pending_outputs: "task_name = 'a'",
  shared_values: 'TRUE',
  timers: "id LIKE 'timeout:%'",
  tokens: "name = 'reader'",
  ended_sessions: "session = 'gone'",
  cursors: "source = 'orders'",
}

/** What is read later, by what asks for it. */
const READ_LATER = [
  'control_results',
  'dead_letters',
  'event_executions',
  'event_keys',
  'event_kinds',
  'event_senders',
  'events',
  'log_marks',
  'not_met',
  'producer_keys',
  'secrets',
  'shared_value_uses',
  'sweeps',
  'task_metrics',
  'verdict_blocks',
  'verdicts',
]

const JSON_COLUMNS: Readonly<Record<string, readonly string[]>> = {
  namespaces: ['properties'],
  connections: ['fields', 'secrets'],
  snapshots: ['definition', 'source', 'files', 'packages'],
  triggers: ['condition', 'parameters', 'fan_in'],
  schedules: ['parameters'],
  backfills: ['parameters', 'counts'],
  workflow_executions: ['trigger_json', 'parameters', 'parent'],
  task_executions: ['outcome', 'handle', 'previous_attempts', 'trigger_json', 'artifacts', 'items'],
  task_item_lists: ['list'],
  task_items: ['outcome', 'handle', 'previous_attempts'],
  task_memories: ['last_output'],
  states: ['value'],
  pending_starts: ['trigger_json'],
  pending_outputs: ['output'],
  shared_values: ['value'],
  tokens: ['namespaces'],
}

/** A time that is too great is the last moment there is; the others are of no matter to the scheduler. */
const HARMLESS = /time$|^(oldest_event|parent_id)$/

/** Where something of an execution is damaged, all of it is left out. */
const OF_EXECUTION = [
  'workflow_executions',
  'task_executions',
  'task_item_lists',
  'task_items',
  'task_memories',
  'states',
  'inbox',
  'pending_starts',
  'pending_outputs',
  'shared_values',
]

const schema = new DatabaseSync(':memory:')
for (const { sql } of MIGRATIONS) schema.exec(sql)

const INTEGERS = Object.keys(DAMAGED).flatMap((table) =>
  schema
    .prepare(`SELECT name FROM pragma_table_info('${table}') WHERE type = 'INTEGER'`)
    .all()
    .map(({ name }) => [table, String(name)] as const)
    .filter(([, column]) => `${table}.${column}` !== 'store.id'),
)
const TEXTS = Object.entries(JSON_COLUMNS).flatMap(([table, columns]) =>
  columns.map((column) => [table, column] as const),
)

let harness: SchedulerHarness
let store: Buffer
let attemptOfA: string
let attemptOfB: string
let otherId: number

/** An execution with all that one can have, and another one of another workflow. */
async function fill(): Promise<void> {
  const properties = { a: '1' }
  await harness.control({ type: 'addNamespace', namespace: 'team', properties })
  await harness.control({ type: 'setPool', namespace: 'default', name: 'small', slots: 3 })
  const fields = { url: 'https://api.example.org' }
  const connection = { namespace: 'default', name: 'api', connectionType: 'http', fields, secrets: {} } as const
  await harness.control({ type: 'setConnection', ...connection })
  const queue = { whenAlive: 'queue', queueLimit: 5 }
  await harness.upload({
    timeoutSeconds: 1000,
    lifetime: 'untilStopped',
    tasks: [
      bash('done', { pool: 'small' }),
      bash('a', { rules: [onEvent('START', 'go', queue)] }),
      bash('each', { mapOver: { list: [1, 2, 3], limit: 1 } }),
    ],
    triggers: [{ name: 't', condition: { type: 'event', event: { key: 'k' } } }],
    schedules: [{ name: 's', expression: 'interval@1 0 0 0' }],
  })
  const range = { expression: 'interval@0 0 0 1', from: 0, to: 3000, maxActive: 1, parameters: {} }
  const how = { order: 'oldestFirst', reprocess: 'none' } as const
  await harness.control({ type: 'startBackfill', namespace: 'default', workflow: 'w', ...range, ...how })
  await harness.control({ type: 'setBackfillPaused', namespace: 'default', backfillId: 1, paused: true })
  const id = await harness.start()
  await harness.succeed('done', { x: 1 })
  await harness.control({ type: 'setState', workflowExecutionId: id, name: 'mine', value: { n: 1 } })
  await harness.send('go', 'long'.repeat(2000))
  await harness.running('a')
  attemptOfA = harness.worker.attemptOf('a').attemptId
  await harness.control({ type: 'setHandle', attemptId: attemptOfA, handle: { h: 1 } } as never)
  await harness.send('go')
  await harness.control({ type: 'setExecutionPaused', workflowExecutionId: id, paused: true })
  await harness.send('go')
  await harness.upload({ name: 'other', tasks: [bash('b')] })
  otherId = await harness.start('other')
  await harness.running('b')
  attemptOfB = harness.worker.attemptOf('b').attemptId
  await harness.control({ type: 'endSession', session: 'gone', expireTime: harness.now + 1000 })
  await harness.settle()
  // As a start that waits with a large output.
  harness.sql(`UPDATE pending_starts SET trigger_json = json_set(trigger_json, '$.upstreams', json('["done"]'))`)
  harness.sql(`INSERT INTO pending_outputs (workflow_execution_id, task_name, upstream, position, output)
    SELECT workflow_execution_id, task_name, 'done', position, '"large"' FROM pending_starts`)
  harness.sql("INSERT INTO cursors VALUES ('orders', '0', '7')")
  harness.sql("INSERT INTO tokens VALUES (7, 'reader', 'viewer', '[\"default\"]', 'hash', 1, NULL, NULL)")
}

beforeAll(async () => {
  harness = await SchedulerHarness.create({ features: ['items'] })
  await fill()
  await harness.close()
  store = readFileSync(harness.storePath)
  await harness.open()
})

beforeEach(async () => {
  await harness.close()
  for (const end of ['-wal', '-shm']) rmSync(`${harness.storePath}${end}`, { force: true })
  writeFileSync(harness.storePath, store)
  harness.worker = new FakeWorker()
})

afterAll(async () => {
  await harness.dispose()
})

function count(table: string, condition: string): unknown {
  const database = new DatabaseSync(harness.storePath)
  const row = database.prepare(`SELECT count(*) AS count FROM ${table} WHERE ${condition}`).get()
  database.close()
  return row?.count
}

/** What a worker that comes back with an outcome of each execution is told to forget. */
async function settledAttempts(): Promise<readonly string[]> {
  const held = [attemptOfA, attemptOfB].map((attemptId) => ({ attemptId, finished: true }))
  const { settled } = await harness.scheduler.attachWorker(
    { id: 'worker', bootId: 'boot', slots: 9, held, found: [], storeId: null },
    harness.worker,
  )
  return settled
}

async function othersGoOn(): Promise<void> {
  expect(harness.lost).toBe(null)
  await harness.report({
    type: 'finished',
    attemptId: attemptOfB,
    outcome: { type: 'success', output: null },
    startedAt: harness.now,
    endedAt: harness.now,
  })
  expect(await harness.executionStatus(otherId)).toBe('SUCCESS')
  expect(await harness.start('other')).toBeGreaterThan(otherId)
  await harness.send('go')
  await harness.pass(2)
}

async function isAnswered(): Promise<void> {
  expect(await askEverything(harness.reads, { workflow: 'w', task: 'a' })).toEqual([])
  await harness.storage.blobs.findUsed()
}

/** What is stored apart is missed by the row that it belongs to. */
function toldAs(table: string): string {
  if (table === 'shared_values') return 'task_executions'
  return table === 'pending_outputs' ? 'pending_starts' : table
}

async function damage(table: string, column: string, value: string): Promise<void> {
  harness.sql(`UPDATE OR IGNORE ${table} SET ${column} = ${value} WHERE ${DAMAGED[table]}`)
  expect(count(table, `${column} = ${value}`)).not.toBe(0)
  await harness.open()
}

async function isLeftOut(): Promise<void> {
  expect(await settledAttempts()).toEqual([])
  expect(harness.scheduler.isSetAside(attemptOfA)).toBe(true)
  // A process of it that lives goes on.
  const held = [{ attemptId: attemptOfA, finished: false }]
  await harness.scheduler.attachWorker(
    { id: 'worker', bootId: 'boot', slots: 9, held, found: [], storeId: null },
    harness.worker,
  )
  await harness.settle()
  expect(harness.worker.stopped).toEqual([])
  const result = await harness.control({ type: 'stopExecution', workflowExecutionId: 1 })
  expect(result.ok ? null : result.error.code).toBe('ROW_UNREADABLE')
}

test('the tables that are damaged here are all that a server reads when it starts', () => {
  const tables = schema.prepare("SELECT name FROM sqlite_schema WHERE type = 'table'").all()
  expect(tables.map(({ name }) => String(name)).sort()).toEqual([...Object.keys(DAMAGED), ...READ_LATER].sort())
})

test('an undamaged store reports nothing', async () => {
  await harness.open()
  expect(harness.scheduler.unreadable()).toEqual([])
  expect(await settledAttempts()).toEqual([])
  for (const [table, where] of Object.entries(DAMAGED)) expect([table, count(table, where)]).not.toEqual([table, 0])
  await othersGoOn()
})

describe.each(INTEGERS)('with an integer beyond 2^53 in %s.%s', (table, column) => {
  test('the server starts, tells of it, and the rest goes on', async () => {
    await damage(table, column, TOO_GREAT)
    const tables = harness.scheduler.unreadable().map((row) => row.table)
    const isHarmless = HARMLESS.test(column) && table !== 'store'
    expect(tables.includes(toldAs(table))).toBe(!isHarmless)
    await isAnswered()
    await othersGoOn()
    expect(count(table, `${column} = ${TOO_GREAT}`)).toBe(table === 'store' ? 0 : count(table, DAMAGED[table] ?? ''))
  })
})

describe.each(TEXTS)('with text in %s.%s that is no JSON', (table, column) => {
  test('the server starts, tells of it, leaves it as it is, and the rest goes on', async () => {
    await damage(table, column, "'{oops'")
    expect(harness.scheduler.unreadable().map((row) => row.table)).toContain(toldAs(table))
    await isAnswered()
    if (OF_EXECUTION.includes(table)) await isLeftOut()
    await othersGoOn()
    expect(count(table, `${column} = '{oops'`)).not.toBe(0)
  })
})

test('with a definition that is JSON and no definition, its workflow and executions are set aside', async () => {
  await damage('snapshots', 'definition', `'{"triggers":[],"schedules":[]}'`)
  expect(harness.scheduler.unreadable().map((row) => row.table)).toEqual(
    expect.arrayContaining(['snapshots', 'workflows', 'workflow_executions']),
  )
  await isLeftOut()
  await othersGoOn()
})

test('a timer that an older version set for ever is read as one far in the future', async () => {
  await damage('timers', 'due_time', '9007199254740991000')
  expect(harness.scheduler.readTimers()).toContainEqual({ id: 'timeout:1/', dueTime: LAST_MOMENT })
  expect(await harness.executionStatus(1)).toBe('RUNNING')
  expect((await harness.control({ type: 'stopExecution', workflowExecutionId: 1 })).ok).toBe(true)
})

test('the timers of what is set aside wait, and so do its schedules', async () => {
  await damage('schedules', 'parameters', "'{'")
  await harness.pass(2_000_000)
  expect(count('timers', "id LIKE 'schedule:%'")).toBe(1)
})
