import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { NonRetryableError, Workflow } from '@aiflow/sdk'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { SqlOperator, type SqlOperatorOptions } from '../../src/sql/index.ts'
import { AttemptContext } from '../support/task-context.ts'

let folder: string
let database: string
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'aiflow-sqlite-'))
  database = `sqlite:${join(folder, 'a.db')}`
})
afterEach(() => rmSync(folder, { recursive: true }))

const define = (options: object): SqlOperator => {
  let operator: SqlOperator | undefined
  new Workflow({ name: 'flow' }, () => {
    operator = new SqlOperator({ name: 'task', database, ...options } as SqlOperatorOptions)
  })
  return operator!
}
const run = (options: object, context = new AttemptContext().attempt(1)) => define(options).start(context)

test('several statements are one transaction, and the last one has the result', async () => {
  const sql = `
    CREATE TABLE t (a INTEGER, b TEXT, c BLOB); -- comment;
    INSERT INTO t VALUES (1, 'x;y', x'ff'), (9007199254740993, NULL, NULL);
    SELECT * FROM t ORDER BY a; /* end */`
  expect(await run({ sql })).toEqual({
    rowCount: 2,
    rows: [
      { a: 1, b: 'x;y', c: '/w==' },
      { a: '9007199254740993', b: null, c: null },
    ],
  })
  expect(await run({ sql: 'UPDATE t SET b = ?', values: () => ['z'] })).toEqual({ rows: [], rowCount: 2 })
  const failing = "DELETE FROM t; INSERT INTO t VALUES ('only one')"
  await expect(run({ sql: failing })).rejects.toThrow(NonRetryableError)
  const result = ({ rows }: { rows: readonly unknown[] }) => rows
  expect(await run({ sql: 'SELECT count(*) AS n FROM t', result })).toEqual([{ n: 2 }])
})

test('statements that cannot be in a transaction run without one', async () => {
  await expect(run({ sql: 'VACUUM' })).rejects.toThrow('cannot VACUUM from within a transaction')
  expect(await run({ sql: 'VACUUM', transaction: false })).toEqual({ rows: [], rowCount: 0 })
})

test('too many rows fail without another attempt and do not fill the memory', async () => {
  const sql = 'WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT i FROM n'
  await expect(run({ sql })).rejects.toThrow(/returns more than 1000 KiB of rows/)
})

test.each([
  ['SELEC 1', 'syntax error'],
  ['SELECT * FROM nowhere', 'no such table'],
])('%s fails without another attempt', async (sql, message) => {
  const error = await Promise.resolve(run({ sql })).catch((cause: unknown) => cause)
  expect(error).toBeInstanceOf(NonRetryableError)
  expect((error as Error).message).toContain(message)
})

test('a file that cannot be opened may be retried', async () => {
  const error = await Promise.resolve(run({ database: `sqlite:${folder}/none/a.db`, sql: 'SELECT 1' })).catch(
    (cause: unknown) => cause,
  )
  expect((error as Error).message).toContain('unable to open database file')
  expect(error).not.toBeInstanceOf(NonRetryableError)
})

test('values with several statements are refused', async () => {
  await expect(run({ sql: 'SELECT ?; SELECT ?', values: [1] })).rejects.toThrow('run one at a time')
})

test.each([
  [{ database: 'mysql://x', sql: 'x' }, '"database" of the task "task" begins with "postgres://" or "sqlite:"'],
  [{ sql: ' ' }, '"sql" of the task "task" is a text'],
  [{ sql: 'x', values: 'x' }, '"values" of the task "task" is a list'],
  [{ sql: 'x', transaction: 1 }, '"transaction" of the task "task" cannot be 1'],
  [{ sql: 'x', value: [] }, 'Did you mean "values"?'],
])('refuses %j', (options, message) => {
  const error = { code: 'INVALID_WORKFLOW', message: expect.stringContaining(message) }
  expect(() => define(options)).toThrow(expect.objectContaining(error))
})
