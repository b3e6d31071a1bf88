import { msOf, timeAfter } from '@aiflow/sdk/internal/time'
import type { SubWorkflowDefinition } from '@aiflow/sdk/internal/wire'
import { stateName } from '../../model/state-names.ts'
import { timerId } from '../../model/timer-ids.ts'
import type { WorkflowExecutionRow } from '../../storage/rows.ts'
import { startAdmitted } from '../executions/start-executions.ts'
import { startersOf } from '../executions/starters.ts'
import { setLaneState } from '../judging/lane-state.ts'
import { withoutStoreFields } from '../judging/user-view.ts'
import type { Step } from '../step.ts'
import { failOrRetry } from '../tasks/retries.ts'
import { changeDetails, changeTaskStatus } from '../tasks/task-transitions.ts'
import type { ExecutionLane, TaskSlot } from '../world/execution-lane.ts'
import { type ChildStart, readChildStart } from './child-start.ts'

/*
 * A task with a sub-workflow is INIT, then RUNNING from the step that starts the execution of the other workflow, its child, to
 * the step in which the child ends. If it is stopped before, it is STOPPING until then. Task and child name each other from one
 * commit on, so no child is ever started twice or lost. The task has no attempt, so nothing of it is told to a worker.
 */

/** Begins a waiting task with a sub-workflow. False if that must wait for a later step. */
export function beginChild(step: Step, slot: TaskSlot, operator: SubWorkflowDefinition): boolean {
  // The child may end in this step, and then the next start must be at hand.
  if (slot.pendingStarts.isAway) {
    step.childQuota.close()
    return false
  }
  const start = readChildStart(step, slot, operator)
  if (start.type === 'refuse') failOrRetry(step, slot, { outcome: start.outcome, ranMs: 0 })
  else step.atDepth(slot.depth, () => startChild(step, slot, start))
  return true
}

/** A later step goes on where this one has begun as many as it may. */
export function goOnBeginning(step: Step): void {
  const next = step.world.attempts.firstWaiting(({ kind }) => kind === 'child')
  if (next !== undefined) step.setTimer(timerId.children(next.slot.lane.execution.id), step.soonest)
}

function startChild(step: Step, slot: TaskSlot, { workflow, parameters, admission }: ChildStart): void {
  step.childQuota.take(workflow.plan.tasks.size)
  const begun = changeTaskStatus(step, slot, 'RUNNING', { beginTime: step.now, outcome: null })
  const events = [withoutStoreFields(begun)]
  const trigger = { type: 'EVENT', rule: null, events, outputs: {} } as const
  const parent = parentOf(slot)
  step.atDepth(begun.depth, () => {
    const child = startAdmitted(step, workflow, { trigger, parameters, admission, parent })
    step.allowChild(child)
    changeDetails(step, slot, { childExecutionId: child.execution.id })
    noteStarters(step, slot, child)
  })
  const { timeoutSeconds } = slot.task
  if (timeoutSeconds === undefined) return
  step.setTimer(timerId.childLimit(slot.lane.execution.id, slot.name), timeAfter(step.now, msOf(timeoutSeconds)))
}

function parentOf({ lane: { execution }, name: taskName, latest }: TaskSlot): WorkflowExecutionRow['parent'] {
  const { id: workflowExecutionId, parent } = execution
  const depth = (parent?.depth ?? 0) + 1
  const topExecutionId = parent?.topExecutionId ?? workflowExecutionId
  return { workflowExecutionId, taskName, sequenceNumber: latest?.sequenceNumber ?? 0, depth, topExecutionId }
}

/** Who may not answer an approval of the parent because of its start may not answer one of the child either. */
function noteStarters(step: Step, slot: TaskSlot, child: ExecutionLane): void {
  if (child.plan.asksForStarter) setLaneState(step, child, stateName.startedBy, startersOf(slot.lane))
}
