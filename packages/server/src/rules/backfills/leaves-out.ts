import type { Reprocess } from '@aiflow/sdk/internal/api/workflows'
import type { WorkflowStatus } from '@aiflow/sdk/internal/model'

/** Whether the executions of a time leave it out of a backfill. */
export function leavesOut(reprocess: Reprocess, executions: readonly { readonly status: WorkflowStatus }[]): boolean {
  if (executions.some(({ status }) => status === 'INIT' || status === 'RUNNING')) return true
  if (reprocess === 'failed') return executions.some(({ status }) => status === 'SUCCESS')
  return reprocess === 'none' && executions.length > 0
}
