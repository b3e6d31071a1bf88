import type { Commit, CommitTables } from '../../commit.ts'
import type { StoredEvent } from '../../rows.ts'
import type { TableName } from '../../tables.ts'
import type { SqliteConnection } from '../file/connection.ts'
import { advanceStore } from '../rows/store-row.ts'
import type { CommitBlocks } from './commit-blocks.ts'
import type { SqliteTable } from './sqlite-table.ts'
import { SQLITE_TABLES } from './sqlite-tables.ts'

const WRITERS: { readonly [Name in TableName]: SqliteTable<Name> } = SQLITE_TABLES
const WRITTEN = Object.keys(WRITERS) as TableName[]
const NO_EVENTS: readonly StoredEvent[] = []

interface Writing {
  readonly connection: SqliteConnection
  readonly tables: CommitTables
  readonly blocks: CommitBlocks
}

/** Must be called inside a transaction. Compares the epoch first, so that a stale commit fails before anything is written. */
export function writeCommit(connection: SqliteConnection, commit: Commit, blocks: CommitBlocks): void {
  const { tables } = commit
  const events = tables.events ?? NO_EVENTS
  requireDenseOffsets(commit, events)
  const lastCreateTime = events.reduce((latest, { createTime }) => Math.max(latest, createTime), 0)
  advanceStore(connection, { ...commit, lastCreateTime })
  for (const name of WRITTEN) writeTable({ connection, tables, blocks }, name)
}

function writeTable<Name extends TableName>({ connection, tables, blocks }: Writing, name: Name): void {
  const changes: CommitTables[Name] = tables[name]
  if (changes === undefined) return
  WRITERS[name].write(connection, changes, blocks)
}

/** Together with the primary key of the events, this rules out gaps in the log. */
function requireDenseOffsets({ expectedOffset, counters }: Commit, events: readonly StoredEvent[]): void {
  const isDense =
    counters.lastOffset === expectedOffset + events.length &&
    events.every(({ offset }) => offset > expectedOffset && offset <= counters.lastOffset)
  if (!isDense) {
    throw new Error(
      `A commit of ${events.length} events after offset ${expectedOffset} must end at offset ${expectedOffset + events.length} and hold every offset up to it; it says ${counters.lastOffset}.`,
    )
  }
}
