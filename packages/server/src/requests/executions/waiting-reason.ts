import type { TaskExecutionResource } from '@aiflow/sdk/internal/api/executions'
import type { LiveView } from '../../log/live-view.ts'

/** With why a task execution is still INIT: that stands in no row. */
export function withWaitingReason(
  live: Pick<LiveView, 'waitingReason'>,
  row: TaskExecutionResource,
): TaskExecutionResource {
  return row.status === 'INIT' ? { ...row, waitsFor: live.waitingReason(row) } : row
}
