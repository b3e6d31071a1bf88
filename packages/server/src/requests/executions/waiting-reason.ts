import type { TaskExecutionResource } from '@aiflow/sdk/internal/api/executions'
import type { Ring } from '../../log/ring-port.ts'

/** With why a task execution is still INIT: that stands in no row. */
export function withWaitingReason(
  ring: Pick<Ring, 'waitingReason'>,
  row: TaskExecutionResource,
): TaskExecutionResource {
  return row.status === 'INIT' ? { ...row, waitsFor: ring.waitingReason(row) } : row
}
