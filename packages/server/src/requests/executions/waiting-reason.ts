import type { TaskExecutionResource } from '@aiflow/sdk/internal/api/executions'
import type { LiveView } from '../../log/live-view.ts'

/** Adds why a task execution is still waiting (INIT), which no row says. */
export function withWaitingReason(
  live: Pick<LiveView, 'waitingReason'>,
  row: TaskExecutionResource,
): TaskExecutionResource {
  return row.status === 'INIT' ? { ...row, waitsFor: live.waitingReason(row) } : row
}
