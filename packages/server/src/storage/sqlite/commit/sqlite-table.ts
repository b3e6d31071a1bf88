import type { ChangesOf, HeldTableName, RowOf, TableName } from '../../tables.ts'
import type { SqliteConnection } from '../file/connection.ts'
import type { TellUnreadable } from '../rows/row-reader.ts'
import type { CommitBlocks } from './commit-blocks.ts'

/** A table of `TABLES` in SQLite. */
export interface SqliteTable<Name extends TableName> {
  /** Writes what a commit changes in it, inside the transaction of the commit. */
  write(connection: SqliteConnection, changes: ChangesOf<Name>, blocks: CommitBlocks): void
}

/** A table whose rows the scheduler holds in memory. */
export interface HeldSqliteTable<Name extends HeldTableName> extends SqliteTable<Name> {
  /** The rows that the scheduler holds. Rows that cannot be read are left out and reported. */
  image(connection: SqliteConnection, tell: TellUnreadable): readonly RowOf<Name>[]
}
