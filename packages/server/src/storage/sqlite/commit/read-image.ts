import type { SchedulerImage } from '../../image.ts'
import type { UnreadableRow } from '../../rows.ts'
import { HELD_TABLE_NAMES, type HeldRows, type HeldTableName } from '../../tables.ts'
import type { SqliteConnection } from '../file/connection.ts'
import type { TellUnreadable } from '../rows/row-reader.ts'
import { readStoreRow } from '../rows/store-row.ts'
import { readEndedBackfills } from '../tables/backfills.ts'
import { readInboxesOfWorkflows } from '../tables/inbox.ts'
import { readStatesOfWorkflows } from '../tables/states.ts'
import { readExecutions } from './read-executions.ts'
import { SQLITE_TABLES } from './sqlite-tables.ts'

/** Must be called inside a transaction, so that all of it is of one commit. Rows that cannot be read are left out and reported. */
export function readSchedulerImage(connection: SqliteConnection): Omit<SchedulerImage, 'readState'> {
  const unreadable: UnreadableRow[] = []
  const tell: TellUnreadable = (row) => unreadable.push(row)
  return {
    ...readStoreRow(connection),
    ...readHeldRows(connection, tell),
    workflowStates: readStatesOfWorkflows(connection, tell),
    workflowInboxes: readInboxesOfWorkflows(connection),
    ...readExecutions(connection, tell),
    endedBackfills: readEndedBackfills(connection),
    unreadable,
  }
}

function readHeldRows(connection: SqliteConnection, tell: TellUnreadable): HeldRows {
  const rows: Partial<Record<HeldTableName, unknown>> = {}
  for (const name of HELD_TABLE_NAMES) rows[name] = SQLITE_TABLES[name].image(connection, tell)
  return rows as HeldRows
}
