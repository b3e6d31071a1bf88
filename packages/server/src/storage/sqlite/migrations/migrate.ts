import { AIFlowError } from '@aiflow/sdk/internal/errors'
import type { SqliteConnection } from '../file/connection.ts'
import { copyStore } from '../file/copy-store.ts'
import type { Migration } from './migrations.ts'

/** "AIFl" in the header of the file: tells a store from any other SQLite file. */
const APPLICATION_ID = 0x4149466c

/** Throws `STORE_UNAVAILABLE` where the file holds something else than a store of this or an older schema. Writes nothing. */
export function refuseForeignStore(connection: SqliteConnection, migrations: readonly Migration[]): void {
  refuseOtherFile(connection)
  const latest = latestOf(migrations)
  const version = versionOf(connection)
  if (version > latest) {
    throw new AIFlowError(
      'STORE_UNAVAILABLE',
      `The store "${connection.path}" has schema ${version}, and this version of AIFlow knows schemas up to ${latest}. Use the version of AIFlow that wrote it, or a newer one.`,
      { details: { schema: version, latestSchema: latest } },
    )
  }
}

/** Throws `STORE_UNAVAILABLE` where the file holds something else than a store of whatever schema. */
export function refuseOtherFile(connection: SqliteConnection): void {
  if (pragma(connection, 'application_id') === APPLICATION_ID || isEmpty(connection)) return
  throw new AIFlowError(
    'STORE_UNAVAILABLE',
    `The file "${connection.path}" is not a store of AIFlow. Choose another file for the store.`,
  )
}

/** Brings the store to the latest schema in one transaction. A store that exists is copied beside itself before. */
export function migrate(connection: SqliteConnection, migrations: readonly Migration[], timeMs: number): void {
  const version = versionOf(connection)
  if (version === latestOf(migrations)) return
  if (version > 0) backUp(connection, version, timeMs)
  connection.write(() => {
    // Read again under the lock: another process may have migrated in between.
    const current = versionOf(connection)
    for (const migration of migrations) {
      if (migration.version <= current) continue
      connection.execute(migration.sql)
      migration.convert?.(connection)
      connection.execute(`PRAGMA user_version = ${migration.version}`)
    }
    connection.execute(`PRAGMA application_id = ${APPLICATION_ID}`)
  })
}

function backUp(connection: SqliteConnection, version: number, timeMs: number): void {
  const time = new Date(timeMs).toISOString().replaceAll(/[:.]/g, '-')
  copyStore(connection, `${connection.path}.schema-${version}.${time}.backup`)
}

function latestOf(migrations: readonly Migration[]): number {
  return migrations.at(-1)?.version ?? 0
}

function versionOf(connection: SqliteConnection): number {
  return pragma(connection, 'user_version')
}

function isEmpty(connection: SqliteConnection): boolean {
  return connection.get('SELECT 1 FROM sqlite_schema LIMIT 1') === undefined
}

function pragma(connection: SqliteConnection, name: 'application_id' | 'user_version'): number {
  const row = connection.get<Record<string, number>>(`PRAGMA ${name}`)
  return row?.[name] ?? 0
}
