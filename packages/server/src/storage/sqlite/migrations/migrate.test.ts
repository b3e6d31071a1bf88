import { readdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { createTemporaryFolder } from '../../../testing/temporary-folder.ts'
import { openStore } from '../file/open-store.ts'
import { SqliteSchedulerStorage } from '../sqlite-scheduler-storage.ts'
import { MIGRATIONS, type Migration } from './migrations.ts'

const FIRST: Migration = { version: 1, sql: "CREATE TABLE one (a TEXT); INSERT INTO one VALUES ('kept');" }
const SECOND: Migration = { version: 2, sql: 'ALTER TABLE one ADD COLUMN b INTEGER' }
const BROKEN: Migration = { version: 3, sql: 'CREATE TABLE three (a TEXT); ALTER TABLE missing ADD COLUMN b' }

let folder: Awaited<ReturnType<typeof createTemporaryFolder>>
let path: string

beforeEach(async () => {
  folder = await createTemporaryFolder()
  path = join(folder.path, 'aiflow.db')
})

afterEach(() => folder.remove())

describe('migrations of a store in SQLite', () => {
  test('versions rise by one', () => {
    expect(MIGRATIONS.map(({ version }) => version)).toEqual(MIGRATIONS.map((_, index) => index + 1))
  })

  test('a new file, also an empty one, gets the latest schema and no backup', async () => {
    await writeFile(path, '')
    open([FIRST, SECOND]).close()
    expect(query('PRAGMA user_version')).toEqual([{ user_version: 2 }])
    expect(query('SELECT * FROM one')).toEqual([{ a: 'kept', b: null }])
    expect(await backups()).toEqual([])
  })

  test('a new file can be vacuumed piece by piece and has a WAL', () => {
    const connection = open(MIGRATIONS)
    expect(connection.get('PRAGMA auto_vacuum')).toEqual({ auto_vacuum: 2 })
    expect(connection.get('PRAGMA journal_mode')).toEqual({ journal_mode: 'wal' })
    expect(connection.get('PRAGMA synchronous')).toEqual({ synchronous: 2 })
    connection.close()
  })

  test('an existing store is backed up, then brought forward, once', async () => {
    open([FIRST]).close()
    open([FIRST, SECOND]).close()
    open([FIRST, SECOND]).close()
    expect(query('SELECT * FROM one')).toEqual([{ a: 'kept', b: null }])
    const [backup, ...others] = await backups()
    expect(others).toEqual([])
    expect(backup).toBe('aiflow.db.schema-1.2026-01-02T03-04-05-006Z.backup')
    path = join(folder.path, backup ?? '')
    expect(query('SELECT * FROM one')).toEqual([{ a: 'kept' }])
  })

  test('a migration that fails leaves the store as it was', () => {
    open([FIRST]).close()
    expect(() => open([FIRST, SECOND, BROKEN])).toThrow(/missing/)
    expect(query('PRAGMA user_version')).toEqual([{ user_version: 1 }])
    expect(query('SELECT * FROM one')).toEqual([{ a: 'kept' }])
  })

  test('a newer schema is refused and left alone', () => {
    open([FIRST, SECOND]).close()
    expect(() => open([FIRST])).toThrow(/has schema 2, and this version of AIFlow knows schemas up to 1/)
    expect(query('PRAGMA user_version')).toEqual([{ user_version: 2 }])
  })

  test('a database of another program is refused and left alone', () => {
    const other = new DatabaseSync(path)
    other.exec('CREATE TABLE accounts (a TEXT)')
    other.close()
    expect(() => open(MIGRATIONS)).toThrow(/is not a store of AIFlow/)
    expect(query('SELECT name FROM sqlite_schema')).toEqual([{ name: 'accounts' }])
    expect(query('PRAGMA journal_mode')).toEqual([{ journal_mode: 'delete' }])
  })

  test('a file that is no database and a folder that is missing are told apart from defects', async () => {
    await writeFile(path, 'This is a text file, and it is long enough to have a header. '.repeat(20))
    const broken = new SqliteSchedulerStorage({ path })
    await expect(broken.open()).rejects.toMatchObject({ code: 'STORE_UNAVAILABLE' })
    const missing = new SqliteSchedulerStorage({ path: join(folder.path, 'missing', 'aiflow.db') })
    await expect(missing.open()).rejects.toMatchObject({ code: 'STORE_UNAVAILABLE' })
  })
})

function open(migrations: readonly Migration[]) {
  return openStore({ path, timeMs: Date.parse('2026-01-02T03:04:05.006Z'), migrations })
}

function query(sql: string): unknown[] {
  const database = new DatabaseSync(path)
  try {
    return database
      .prepare(sql)
      .all()
      .map((row) => ({ ...row }))
  } finally {
    database.close()
  }
}

async function backups(): Promise<string[]> {
  return (await readdir(folder.path)).filter((name) => name.endsWith('.backup'))
}
