import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { createTemporaryFolder } from '../../../testing/temporary-folder.ts'
import { SqliteConnection } from './connection.ts'
import { toStoreError } from './sqlite-error.ts'

let folder: Awaited<ReturnType<typeof createTemporaryFolder>>
let path: string
let connection: SqliteConnection

beforeEach(async () => {
  folder = await createTemporaryFolder()
  path = join(folder.path, 'a.db')
  connection = SqliteConnection.open({ path, readOnly: false, busyTimeoutMs: 1 })
  connection.execute('CREATE TABLE t (a TEXT UNIQUE NOT NULL) STRICT')
})

afterEach(async () => {
  connection.close()
  await folder.remove()
})

describe('errors of SQLite', () => {
  test('a file that may not grow is a full store, and can be used once there is space', () => {
    connection.execute('PRAGMA max_page_count = 20')
    const insert = () => connection.write(() => connection.statement('INSERT INTO t VALUES (?)').run('x'.repeat(1e6)))
    expect(insert).toThrow(expect.objectContaining({ code: 'STORE_FULL' }))
    expect(connection.all('SELECT a FROM t')).toEqual([])
    connection.execute('PRAGMA max_page_count = 10000')
    insert()
    expect(connection.all('SELECT a FROM t')).toHaveLength(1)
  })

  test('a lock of another program makes the store unavailable', () => {
    const other = new DatabaseSync(path)
    other.exec('BEGIN EXCLUSIVE')
    const write = () => connection.write(() => connection.execute("INSERT INTO t VALUES ('a')"))
    expect(write).toThrow(expect.objectContaining({ code: 'STORE_UNAVAILABLE' }))
    other.exec('ROLLBACK')
    other.close()
    write()
    expect(connection.all('SELECT a FROM t')).toHaveLength(1)
  })

  test('a refused row is a defect: a plain error with its cause', () => {
    const write = () => connection.write(() => connection.execute("INSERT INTO t VALUES ('a'), ('a')"))
    expect(write).toThrow(/refused a statement: UNIQUE constraint failed/)
    expect(write).toThrow(expect.not.objectContaining({ code: expect.anything() }))
    expect(connection.all('SELECT a FROM t')).toEqual([])
  })

  test('every failure of the disk has its code', () => {
    const codes = [5, 6, 8, 10, 11, 13, 14, 26, 266, 19].map((errcode) => {
      const error = toStoreError(Object.assign(new Error('reason'), { errcode }), 'p')
      return 'code' in error ? error.code : null
    })
    const unavailable = 'STORE_UNAVAILABLE'
    const expected = [...Array(5).fill(unavailable), 'STORE_FULL', unavailable, unavailable, unavailable, null]
    expect(codes).toEqual(expected)
  })
})
