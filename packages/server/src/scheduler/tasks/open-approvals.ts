import type { ApprovalResource } from '@aiflow/sdk/internal/api/executions'
import { MAX_PAGE_CHARACTERS } from '@aiflow/sdk/internal/limits'
import type { LiveView, OpenApprovals } from '../../log/live-view.ts'
import { timerId } from '../../model/timer-ids.ts'
import type { WorkflowExecutionRow } from '../../storage/rows.ts'
import type { TaskSlot } from '../world/execution-lane.ts'
import type { World } from '../world/world.ts'
import { approvalOf } from './approvals.ts'

/** The tasks that wait for an answer, in the order of their ids, after one of them. There is at least one, however long its texts. */
export function openApprovals(
  world: World,
  { after, limit, ...filter }: OpenApprovals,
): ReturnType<LiveView['approvals']> {
  const items: ApprovalResource[] = []
  let left = MAX_PAGE_CHARACTERS
  for (const [id, slot] of world.attempts.unanswered.entries()) {
    if (id <= after || !matches(slot.lane.execution, filter)) continue
    const resource = resourceOf(world, slot)
    if (resource === null) continue
    left -= JSON.stringify(resource).length
    if (items.length === limit || (left < 0 && items.length > 0)) return { items, isCut: true }
    items.push(resource)
  }
  return { items, isCut: false }
}

type Filter = Pick<OpenApprovals, 'namespace' | 'workflowExecutionId'>

function matches(execution: WorkflowExecutionRow, { namespace, workflowExecutionId }: Filter): boolean {
  if (workflowExecutionId !== undefined && execution.id !== workflowExecutionId) return false
  return namespace === undefined || execution.namespace === namespace
}

function resourceOf(world: World, slot: TaskSlot): ApprovalResource | null {
  const { lane, name, latest } = slot
  const approval = approvalOf(slot)
  if (approval === null || latest === null) return null
  const { id: workflowExecutionId, namespace, workflowName } = lane.execution
  return {
    namespace,
    workflowName,
    workflowExecutionId,
    taskExecutionId: latest.id,
    taskName: name,
    sequenceNumber: latest.sequenceNumber,
    message: approval.message,
    choices: approval.choices.map((choice) => ({ name: choice.name, fails: choice.fails === true })),
    approvers: approval.approvers ?? null,
    parameters: approval.parameters ?? null,
    beginTime: latest.beginTime ?? latest.createTime,
    dueTime: world.timers.get(timerId.answer(workflowExecutionId, name)) ?? null,
    onTimeout: approval.onTimeout ?? null,
  }
}
