import type { ScheduledExecution, ScheduledTimes } from '../../scheduled-execution.ts'
import type { SqliteConnection } from '../file/connection.ts'

const SELECT = `
SELECT id, due_time AS dueTime, status FROM workflow_executions
WHERE workflow_id = ? AND due_time IN (SELECT value FROM json_each(?)) AND schedule_name IS ?
ORDER BY id`

/** Executions that were started for times of a schedule, in the order of their ids. */
export function findScheduledExecutions(
  connection: SqliteConnection,
  { workflowId, schedule, dueTimes }: ScheduledTimes,
): ScheduledExecution[] {
  return connection.all<ScheduledExecution>(SELECT, workflowId, JSON.stringify(dueTimes), schedule)
}
