import type { ChangesOf, HeldTableName, RowOf, TableName } from '../../tables.ts'
import type { SqliteConnection } from '../file/connection.ts'
import type { TellUnreadable } from '../rows/row-reader.ts'
import type { CommitBlocks } from './commit-blocks.ts'

/** A table of the list in SQLite. */
export interface SqliteTable<Name extends TableName> {
  /** Writes what a commit changes of it, inside the transaction of the commit. */
  write(connection: SqliteConnection, changes: ChangesOf<Name>, blocks: CommitBlocks): void
}

/** One of which the scheduler holds rows in memory. */
export interface HeldSqliteTable<Name extends HeldTableName> extends SqliteTable<Name> {
  /** The rows that the scheduler holds. What cannot be read is left out, and named. */
  image(connection: SqliteConnection, tell: TellUnreadable): readonly RowOf<Name>[]
}
