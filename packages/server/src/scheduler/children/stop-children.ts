import { timerId } from '../../model/timer-ids.ts'
import { stopExecution } from '../executions/workflow-transitions.ts'
import type { Step } from '../step.ts'
import { subWorkflowOf } from '../tasks/sub-workflow.ts'
import { askChildToStop, changeStatus } from '../tasks/task-transitions.ts'
import type { ExecutionLane } from '../world/execution-lane.ts'

/** Stops the children of tasks that are STOPPING, a bounded number per step. A timer continues with the rest. False if there are none. */
export function stopChildren(step: Step): boolean {
  const { childrenToStop: children } = step
  if (children.size === 0) return false
  for (const child of children) {
    children.delete(child)
    if (child.phase === 'ended' || child.execution.stopping) continue
    const { parent } = child.execution
    if (step.childQuota.isUsedUp && parent !== null) {
      step.setTimer(timerId.children(parent.workflowExecutionId), step.soonest)
      continue
    }
    step.childQuota.take(child.plan.tasks.size)
    step.allowChild(child)
    stopExecution(step, child, { cause: 'request' })
  }
  return true
}

/** Goes on with what one step could not begin or stop, when the timer is due. What waits to begin, begins in any step. */
export function goOnWithChildren(step: Step, lane: ExecutionLane): void {
  step.setTimer(timerId.children(lane.execution.id), null)
  for (const slot of lane.ran()) {
    if (slot.latest?.status === 'STOPPING' && subWorkflowOf(slot) !== null) askChildToStop(step, slot)
  }
}

/** Stops a child that has taken too long. The task fails when the child has ended. */
export function timeOutChild(step: Step, lane: ExecutionLane, taskName: string): void {
  const slot = lane.slot(taskName)
  step.setTimer(timerId.childLimit(lane.execution.id, taskName), null)
  const { latest, task } = slot
  if (subWorkflowOf(slot) === null || latest?.status !== 'RUNNING' || latest.outcome !== null) return
  const message = `The workflow execution ${latest.childExecutionId} ran longer than the limit of ${task.timeoutSeconds} s.`
  const outcome = {
    type: 'failed',
    reason: 'timeout',
    message,
    exitCode: null,
    signal: null,
    retryable: false,
  } as const
  changeStatus(step, slot, 'STOPPING', { outcome })
  askChildToStop(step, slot)
}
