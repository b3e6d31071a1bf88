import type { Json } from '@aiflow/sdk/internal/json'
import type { PendingRange, PendingStartRow } from '../../rows.ts'
import type { SqliteConnection } from '../file/connection.ts'

/** Shorter outputs are stored in the start itself. */
const MAX_OWN_CHARACTERS = 1024

const INSERT = `
INSERT INTO pending_outputs (workflow_execution_id, task_name, upstream, position, output)
SELECT ?1, ?2, ?3, ?4, ?5
WHERE ?5 IS NOT (
  SELECT output FROM pending_outputs WHERE workflow_execution_id = ?1 AND task_name = ?2 AND upstream = ?3
  ORDER BY position DESC LIMIT 1
)`

const SELECT = `
SELECT position, output FROM pending_outputs
WHERE workflow_execution_id = ? AND task_name = ? AND upstream = ? AND position <= ?
ORDER BY position DESC LIMIT 1`

// A row applies to the starts from its own position up to that of the next row of its upstream.
const DELETE_UNUSED = `
DELETE FROM pending_outputs
WHERE workflow_execution_id = ?1 AND task_name = ?2 AND position <= ?3 AND NOT EXISTS (
  SELECT 1 FROM pending_starts AS start
  WHERE start.workflow_execution_id = ?1 AND start.task_name = ?2 AND start.position >= pending_outputs.position
    AND start.position < ifnull(
      (
        SELECT min(next.position) FROM pending_outputs AS next
        WHERE next.workflow_execution_id = ?1 AND next.task_name = ?2
          AND next.upstream = pending_outputs.upstream AND next.position > pending_outputs.position
      ),
      start.position + 1
    )
)`

type Outputs = PendingStartRow['trigger']['outputs']

/** The outputs of a start as they are stored: short ones in full, null for the others. Older versions left these out. */
export interface StoredOutputs {
  readonly outputs: Outputs
  /** Absent in starts of older versions, which stored all outputs in the start. */
  readonly upstreams?: readonly string[]
}

/** Must be called in the order of positions. */
export function storeOutputs(connection: SqliteConnection, row: PendingStartRow): StoredOutputs {
  const { workflowExecutionId, taskName, position } = row
  const own: [string, Json][] = []
  const upstreams: string[] = []
  for (const [upstream, output] of Object.entries(row.trigger.outputs)) {
    const text = JSON.stringify(output)
    if (text.length <= MAX_OWN_CHARACTERS) own.push([upstream, output])
    else {
      own.push([upstream, null])
      upstreams.push(upstream)
      connection.statement(INSERT).run(workflowExecutionId, taskName, upstream, position, text)
    }
  }
  return { outputs: Object.fromEntries(own), ...(upstreams.length > 0 ? { upstreams } : {}) }
}

/** Must be called after starts were removed. */
export function removeUnusedOutputs(connection: SqliteConnection, removed: PendingRange): void {
  connection.statement(DELETE_UNUSED).run(removed.workflowExecutionId, removed.taskName, removed.to)
}

/** Reads the outputs of some starts of one task. Starts with the same output share it in memory. */
export class OutputsOfStarts {
  readonly #connection: SqliteConnection
  readonly #known = new Map<string, Json>()
  /** Characters read so far. */
  characters = 0

  constructor(connection: SqliteConnection) {
    this.#connection = connection
  }

  of(place: Pick<PendingStartRow, 'workflowExecutionId' | 'taskName' | 'position'>, stored: StoredOutputs): Outputs {
    const away = (stored.upstreams ?? []).map((upstream): [string, Json] => [upstream, this.#read(place, upstream)])
    return away.length === 0 ? stored.outputs : { ...stored.outputs, ...Object.fromEntries(away) }
  }

  #read(
    { workflowExecutionId, taskName, position }: Pick<PendingStartRow, 'workflowExecutionId' | 'taskName' | 'position'>,
    upstream: string,
  ): Json {
    const of = [workflowExecutionId, taskName, upstream, position]
    const row = this.#connection.get<{ readonly position: number; readonly output: string }>(SELECT, ...of)
    if (row === undefined)
      throw new Error(`the output of "${upstream}" that a start of "${taskName}" waits with is gone`)
    const key = `${upstream}/${row.position}`
    const known = this.#known.get(key)
    if (known !== undefined) return known
    const output: Json = JSON.parse(row.output)
    this.#known.set(key, output)
    this.characters += row.output.length
    return output
  }
}
