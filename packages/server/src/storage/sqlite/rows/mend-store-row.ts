import type { UnreadableRow } from '../../rows.ts'
import type { SqliteConnection } from '../file/connection.ts'

interface Mend {
  readonly column: string
  /** SQL: the least possible value, according to the other tables. */
  readonly least: string
}

const OFFSETS = `
SELECT max(offset) AS n FROM events
UNION ALL SELECT max(event_offset) FROM verdicts
UNION ALL SELECT max(event_offset) FROM producer_keys
UNION ALL SELECT max(event_offset) FROM log_marks
UNION ALL SELECT max(event_offset) FROM control_results
UNION ALL SELECT max(event_offset) FROM dead_letters
UNION ALL SELECT max(max(start_offset), coalesce(max(end_offset), 0)) FROM task_executions`

/** An id is given only once, so it must be greater than all ids that exist and all that rows refer to. */
const MENDS: readonly Mend[] = [
  { column: 'last_create_time', least: 'SELECT max(create_time) AS n FROM events' },
  { column: 'last_offset', least: OFFSETS },
  {
    column: 'last_workflow',
    least: 'SELECT max(id) AS n FROM workflows UNION ALL SELECT max(workflow_id) FROM workflow_executions',
  },
  { column: 'last_trigger', least: 'SELECT max(id) AS n FROM triggers' },
  { column: 'last_schedule', least: 'SELECT max(id) AS n FROM schedules' },
  {
    column: 'last_backfill',
    least: 'SELECT max(id) AS n FROM backfills UNION ALL SELECT max(backfill_id) FROM workflow_executions',
  },
  {
    column: 'last_workflow_execution',
    least: `SELECT max(id) AS n FROM workflow_executions UNION ALL SELECT max(workflow_execution_id) FROM events`,
  },
  { column: 'last_task_execution', least: 'SELECT max(id) AS n FROM task_executions' },
  { column: 'last_verdict', least: 'SELECT max(id) AS n FROM verdicts' },
  { column: 'last_dead_letter', least: 'SELECT max(id) AS n FROM dead_letters' },
]

const GREATEST = String(Number.MAX_SAFE_INTEGER)

/**
 * The single row about the store cannot be set aside. An impossible number in it is computed again from the other tables. The
 * epoch is stored nowhere else, so it continues from the present time, which no server has counted to. Must be called in a
 * transaction.
 */
export function mendStoreRow(connection: SqliteConnection, timeMs: number): UnreadableRow[] {
  const epoch = { column: 'epoch', least: `SELECT ${timeMs} AS n` }
  return [epoch, ...MENDS].flatMap(({ column, least }) => {
    const mended = `(SELECT coalesce(max(n), 0) FROM (${least}) WHERE n BETWEEN 0 AND ${GREATEST} - 1)`
    const sql = `UPDATE store SET ${column} = ${mended} WHERE ${column} NOT BETWEEN 0 AND ${GREATEST} - 1`
    if (connection.statement(sql).run().changes === 0) return []
    return [
      { table: 'store', key: column, reason: 'the number was too large, and was computed again from the other tables' },
    ]
  })
}
