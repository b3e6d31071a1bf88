import type { Restarts } from '@aiflow/sdk/internal/api/executions'
import { MAX_COUNTED_RUNS } from '@aiflow/sdk/internal/limits'
import type { ExecutionType } from '@aiflow/sdk/internal/model'
import type { TaskExecutionName } from '../../reads/task-reads.ts'
import type { SqliteConnection } from '../file/connection.ts'

// The event of a run's beginning comes right after that of the stop which made room for it.
const SELECT = `
WITH named AS MATERIALIZED (
  SELECT
    key, json_extract(value, '$.id') AS id, json_extract(value, '$.task') AS task,
    json_extract(value, '$.sequence') AS sequence
  FROM json_each(?1)
)
SELECT named.key AS place, next.type, count(*) AS count
FROM named
CROSS JOIN task_executions AS next ON
  next.workflow_execution_id = named.id AND next.task_name = named.task
  AND next.sequence_number > named.sequence - ${MAX_COUNTED_RUNS} AND next.sequence_number <= named.sequence
CROSS JOIN task_executions AS stopped ON
  stopped.workflow_execution_id = named.id AND stopped.task_name = named.task
  AND stopped.sequence_number = next.sequence_number - 1
WHERE stopped.status = 'STOPPED' AND next.start_offset = stopped.end_offset + 1
GROUP BY named.key, next.type`

const FIELD: Readonly<Record<ExecutionType, keyof Restarts>> = {
  EVENT: 'byRule',
  MANUAL: 'byHand',
  PERIODIC: 'byTimer',
}

/** How often each task was restarted until the named run of it. */
export function countRestarts(connection: SqliteConnection, of: readonly TaskExecutionName[]): Restarts[] {
  const names = of.map(({ workflowExecutionId: id, task, sequenceNumber: sequence }) => ({ id, task, sequence }))
  const counts = of.map(() => ({ byRule: 0, byHand: 0, byTimer: 0 }))
  const rows = connection.all<Counted>(SELECT, JSON.stringify(names))
  for (const { place, type, count } of rows) {
    const found = counts[place]
    if (found !== undefined) found[FIELD[type]] = count
  }
  return counts
}

interface Counted {
  readonly place: number
  readonly type: ExecutionType
  readonly count: number
}
