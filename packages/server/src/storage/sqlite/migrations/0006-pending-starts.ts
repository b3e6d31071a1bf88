import type { SqliteConnection } from '../file/connection.ts'

/**
 * A row for each start that waits, instead of all of a task in one. Their triggers name events of the log by their offsets;
 * those that were stored before have them whole.
 */
export const pendingStartsSchema = `
CREATE TABLE pending_starts (
  workflow_execution_id INTEGER NOT NULL,
  task_name TEXT NOT NULL,
  position INTEGER NOT NULL,
  event_offset INTEGER NOT NULL,
  depth INTEGER,
  cause TEXT NOT NULL,
  trigger_json TEXT NOT NULL,
  -- The oldest event of the log that it names: history keeps it.
  oldest_event INTEGER,
  PRIMARY KEY (workflow_execution_id, task_name, position)
) STRICT, WITHOUT ROWID;
CREATE INDEX pending_starts_by_oldest_event ON pending_starts (oldest_event) WHERE oldest_event IS NOT NULL;
`

// Ids are read as text, since they may be greater than any number of JavaScript.
const SELECT = `
SELECT CAST(workflow_execution_id AS TEXT) AS id, task_name AS task FROM task_memories WHERE pending_starts <> '[]'`

const SELECT_STARTS = `
SELECT pending_starts AS starts FROM task_memories WHERE workflow_execution_id = CAST(? AS INTEGER) AND task_name = ?`

const INSERT = `
INSERT INTO pending_starts (workflow_execution_id, task_name, position, event_offset, depth, cause, trigger_json)
VALUES (CAST(? AS INTEGER), ?, ?, ?, ?, ?, ?)`

interface OldStart {
  readonly offset: number
  readonly depth?: number | null
  readonly cause: string
  readonly trigger: unknown
}

type Columns = readonly [offset: number, depth: number | null, cause: string, trigger: string]

export function convertPendingStarts(connection: SqliteConnection): void {
  for (const { id, task } of connection.all<{ id: string; task: string }>(SELECT)) {
    const starts = connection.get<{ starts: string }>(SELECT_STARTS, id, task)?.starts ?? '[]'
    for (const [index, columns] of columnsOf(starts).entries()) {
      connection.statement(INSERT).run(id, task, index + 1, ...columns)
    }
  }
  connection.execute('ALTER TABLE task_memories DROP COLUMN pending_starts')
}

/** Starts that cannot be read become one that cannot: their execution is set aside with all it has. */
function columnsOf(starts: string): Columns[] {
  try {
    return JSON.parse(starts).map(({ offset, depth = null, cause, trigger }: OldStart): Columns => {
      const isWhole = isOffset(offset) && (depth === null || isOffset(depth)) && typeof cause === 'string'
      if (!isWhole || typeof trigger !== 'object') throw new TypeError('not of the form of a start')
      return [offset, depth, cause, JSON.stringify(trigger)]
    })
  } catch {
    return [[0, null, 'queue', starts]]
  }
}

function isOffset(number: unknown): number is number {
  return Number.isSafeInteger(number)
}
