import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { gunzipSync } from 'node:zlib'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { askEverything } from '../../src/testing/ask-everything.ts'
import { FakeWorker, SchedulerHarness } from '../../src/testing/scheduler-harness.ts'

const STORE = gunzipSync(readFileSync(new URL('../../../../e2e/fixtures/store-0.2.0.db.gz', import.meta.url)))

/** 2^60: SQLite holds it, JavaScript does not. */
const TOO_GREAT = '1152921504606846976'

function deep(levels: number): string {
  return `${'['.repeat(levels)}${']'.repeat(levels)}`
}

/** What a column of JSON may hold, in SQL. */
const TEXTS: Readonly<Record<string, string>> = {
  'nothing at all': "''",
  'no JSON': "'{oops'",
  'JSON that is deeper than SQLite takes': `'{"definitions":${deep(2500)}}'`,
  'JSON that is deeper than JavaScript writes': `'[{"offset":1,"cause":"queue","trigger":${deep(100_000)}}]'`,
  'a list of another form': `'["x", 1, null, {}]'`,
  'an object of another form': `'{"definitions":["x"],"event":1,"secretHash":["x"]}'`,
  null: "'null'",
  'a number': "'1e400'",
  'numbers that are too great': `'[{"offset":1e300,"depth":${TOO_GREAT}0000,"cause":"queue","trigger":{"events":[]}}]'`,
}

let harness: SchedulerHarness

beforeAll(async () => {
  harness = await SchedulerHarness.create()
})

beforeEach(async () => {
  await harness.close()
  for (const end of ['-wal', '-shm']) rmSync(`${harness.storePath}${end}`, { force: true })
  writeFileSync(harness.storePath, STORE)
  harness.worker = new FakeWorker()
  // The backup of each upgrade is named by its time.
  harness.now += 10_000
})

afterAll(async () => {
  await harness.dispose()
})

/** Columns that are filled in the store as 0.2.0 made it. */
function columnsOf(type: 'INTEGER' | 'TEXT'): (readonly [string, string])[] {
  const folder = mkdtempSync(join(tmpdir(), 'aiflow-older-store-'))
  writeFileSync(join(folder, 'aiflow.db'), STORE)
  const store = new DatabaseSync(join(folder, 'aiflow.db'))
  const tables = store.prepare("SELECT name FROM sqlite_schema WHERE type = 'table'").all()
  const columns = tables.flatMap(({ name: table }) =>
    store
      .prepare(`SELECT name FROM pragma_table_info('${table}') WHERE type = '${type}'`)
      .all()
      .map(({ name }) => [String(table), String(name)] as const),
  )
  const filled = columns.filter(([table, column]) => {
    const isMeant = type === 'INTEGER' ? `${column} IS NOT NULL` : `json_valid(${column}) AND ${column} GLOB '[[{]*'`
    return store.prepare(`SELECT 1 FROM ${table} WHERE ${isMeant} LIMIT 1`).get() !== undefined
  })
  store.close()
  rmSync(folder, { recursive: true })
  return filled
}

/** Opens the store with one column damaged, in all rows of its table where they may be alike, else in one. */
async function openWith(table: string, column: string, value: string): Promise<void> {
  harness.sql(`UPDATE OR IGNORE ${table} SET ${column} = ${value} WHERE ${column} IS NOT NULL`)
  await harness.open()
}

async function expectEverythingAnswered(): Promise<void> {
  expect(await askEverything(harness.reads, { workflow: 'full', task: 'queued' })).toEqual([])
  await harness.send('unheard')
  await harness.pass(1)
  const { items } = await harness.reads.requests.audit({ exceptKeys: [] }, { limit: 1 })
  await harness.control({ type: 'addNamespace', namespace: 'another', properties: {} })
  expect((await harness.reads.requests.audit({ exceptKeys: [] }, { limit: 1 })).items).not.toEqual(items)
}

test('a store of 0.2.0 has nothing to tell, and goes on', async () => {
  await harness.open()
  expect(harness.scheduler.unreadable()).toEqual([])
  await expectEverythingAnswered()
  expect(harness.lost).toBe(null)
  expect(await harness.start('quick')).toBe(8)
  expect(
    JSON.stringify(await harness.reads.events.list({ beginOffset: 0, limit: 1000, newestFirst: false })),
  ).not.toContain('secretHash')
  await harness.send('right', 'r')
  expect(harness.worker.attemptOf('join').trigger.events.map(({ value }) => value)).toEqual(['l2', 'r'])
})

describe.each(columnsOf('TEXT'))('a store of 0.2.0 is upgraded with %s.%s', (table, column) => {
  test.each(Object.entries(TEXTS))('that holds %s', async (_, value) => {
    await openWith(table, column, value)
    await expectEverythingAnswered()
    expect(harness.lost).toBe(null)
  })
})

test.each(columnsOf('INTEGER'))('a store of 0.2.0 is upgraded with an integer beyond 2^53 in %s.%s', async (...of) => {
  await openWith(...of, TOO_GREAT)
  await expectEverythingAnswered()
  expect(harness.lost).toBe(null)
})

test.each(Object.entries(TEXTS).filter(([, value]) => value !== "'null'"))(
  'starts that wait and hold %s are told, and set their execution aside',
  async (_, value) => {
    harness.sql(`UPDATE task_memories SET pending_starts = ${value} WHERE task_name = 'queued'`)
    await harness.open()
    expect(harness.scheduler.unreadable()).toContainEqual(
      expect.objectContaining({ table: 'pending_starts', key: '1/queued/1' }),
    )
    const stopped = await harness.control({ type: 'stopExecution', workflowExecutionId: 1 })
    expect(stopped).toMatchObject({ ok: false, error: { code: 'ROW_UNREADABLE' } })
    expect(await harness.start('quick')).toBe(8)
  },
)
