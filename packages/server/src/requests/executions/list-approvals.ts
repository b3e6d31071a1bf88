import type { ApprovalResource } from '@aiflow/sdk/internal/api/executions'
import type { Page } from '@aiflow/sdk/internal/api/server'
import { AIFlowError } from '@aiflow/sdk/internal/errors'
import { parseWholeNumber } from '@aiflow/sdk/internal/text'
import type { LiveView, OpenApprovals } from '../../log/live-view.ts'
import type { PageRequest } from '../../storage/reads/page-request.ts'

/** The tasks that wait for an answer now, oldest first. A cursor is the id of a task execution. */
export function listApprovals(
  live: Pick<LiveView, 'approvals'>,
  filter: Pick<OpenApprovals, 'namespace' | 'workflowExecutionId'>,
  { limit, cursor }: PageRequest,
): Page<ApprovalResource> {
  const { items, isCut } = live.approvals({ ...filter, after: afterOf(cursor), limit })
  return { items, next: isCut ? String(items.at(-1)?.taskExecutionId) : null }
}

function afterOf(cursor: string | undefined): number {
  if (cursor === undefined) return 0
  const after = parseWholeNumber(cursor, 0)
  if (after !== null) return after
  throw new AIFlowError('INVALID_ARGUMENT', 'The cursor is not one of this list. Pass "next" of the page before.')
}
