import type { HeldTableName, TableName } from '../../tables.ts'
import { events } from '../events/events.ts'
import { backfills } from '../tables/backfills.ts'
import { connections } from '../tables/connections.ts'
import { controlResults } from '../tables/control-results.ts'
import { cursors } from '../tables/cursors.ts'
import { deadLetters } from '../tables/dead-letters.ts'
import { endedSessions } from '../tables/ended-sessions.ts'
import { inbox } from '../tables/inbox.ts'
import { namespaces } from '../tables/namespaces.ts'
import { pendingStarts } from '../tables/pending-starts.ts'
import { pools } from '../tables/pools.ts'
import { schedules } from '../tables/schedules.ts'
import { secrets } from '../tables/secrets.ts'
import { snapshots } from '../tables/snapshots.ts'
import { states } from '../tables/states.ts'
import { taskExecutions } from '../tables/task-executions.ts'
import { taskItemLists } from '../tables/task-item-lists.ts'
import { taskItems } from '../tables/task-items.ts'
import { taskMemories } from '../tables/task-memories.ts'
import { taskMetrics } from '../tables/task-metrics.ts'
import { timers } from '../tables/timers.ts'
import { tokens } from '../tables/tokens.ts'
import { triggers } from '../tables/triggers.ts'
import { workflowExecutions } from '../tables/workflow-executions.ts'
import { workflows } from '../tables/workflows.ts'
import { notMet } from '../verdicts/not-met.ts'
import { verdicts } from '../verdicts/verdicts.ts'
import type { HeldSqliteTable, SqliteTable } from './sqlite-table.ts'

type SqliteTables = { readonly [Name in TableName]: SqliteTable<Name> } & {
  readonly [Name in HeldTableName]: HeldSqliteTable<Name>
}

/** Every table. A commit is written in this order: events first, since pending starts refer to stored events. */
export const SQLITE_TABLES: SqliteTables = {
  events,
  cursors,
  namespaces,
  pools,
  secrets,
  connections,
  snapshots,
  workflows,
  triggers,
  schedules,
  backfills,
  workflowExecutions,
  taskExecutions,
  taskItemLists,
  taskItems,
  taskMemories,
  pendingStarts,
  taskMetrics,
  states,
  timers,
  inbox,
  tokens,
  endedSessions,
  verdicts,
  notMet,
  deadLetters,
  controlResults,
}
