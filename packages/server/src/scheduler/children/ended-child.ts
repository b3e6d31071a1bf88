import type { Json } from '@aiflow/sdk/internal/json'
import { MAX_ATTEMPT_INPUT_BYTES } from '@aiflow/sdk/internal/limits'
import { counted } from '@aiflow/sdk/internal/text'
import type { SubWorkflowDefinition } from '@aiflow/sdk/internal/wire'
import type { Outcome } from '@aiflow/sdk/internal/worker-protocol'
import { exceedsBytes } from '../../log/json-bytes.ts'
import type { StoredEvent } from '../../storage/rows.ts'
import { addToInbox } from '../judging/inbox-changes.ts'
import type { Step } from '../step.ts'
import { clipped, type Failure } from '../tasks/failure.ts'
import { subWorkflowOf } from '../tasks/sub-workflow.ts'
import { changeDetails, endTask, latestOf, statusOfOutcome } from '../tasks/task-transitions.ts'
import type { ExecutionLane, TaskSlot } from '../world/execution-lane.ts'
import type { Lane } from '../world/lane.ts'

/** How an execution has ended: the event that says so, and what failed. */
interface End {
  readonly event: StoredEvent
  readonly failure: Failure | null
}

/**
 * Ends the task that waits for an execution which has ended. If the task's own execution is held, the outcome is kept, and the
 * event waits behind those that came before.
 */
export function tellParent(step: Step, child: ExecutionLane, end: End): void {
  const slot = step.world.children.parentOf(child.execution.id)
  const operator = slot === undefined ? null : subWorkflowOf(slot)
  if (slot === undefined || operator === null) return
  // A time limit that has passed, or the end of a child that was reopened since, counts first.
  const outcome = latestOf(slot).outcome ?? outcomeOf(child, slot, { operator, failure: end.failure })
  changeDetails(step, slot, { outcome })
  if (slot.lane.isHeld) addToInbox(step, slot.lane, end.event, { codeOnly: false })
  else endByChild(step, slot)
}

/** Whether an event in the inbox of an execution is the end of a child of it. */
export function isEndOfChild({ kind, workflowExecutionId }: StoredEvent, { place }: Lane): boolean {
  return kind === 'status' && place.workflowExecutionId !== null && workflowExecutionId !== place.workflowExecutionId
}

/** Ends the task whose turn has come. It may have been ended since by a stop. */
export function takeEndOfChild(step: Step, lane: Lane, { workflowExecutionId }: StoredEvent): void {
  const slot = workflowExecutionId === null ? undefined : step.world.children.parentOf(workflowExecutionId)
  if (slot?.lane === lane && slot.latest?.outcome != null) endByChild(step, slot)
}

function endByChild(step: Step, slot: TaskSlot): void {
  const { outcome } = latestOf(slot)
  endTask(step, slot, statusOfOutcome(outcome), outcome)
}

function outcomeOf(
  { execution, outputs }: ExecutionLane,
  { latest }: TaskSlot,
  { operator, failure }: { readonly operator: SubWorkflowDefinition; readonly failure: Failure | null },
): Outcome {
  const which = `The workflow execution ${execution.id} of "${execution.workflowName}"`
  if (execution.status === 'SUCCESS') return outcomeOfOutputs(which, outputs, operator)
  if (execution.status === 'FAILED') {
    const what = failure?.task === undefined ? '' : ` in its task "${failure.task}"`
    return failed(`${which} failed${what}${failure === null ? '.' : `: ${clipped(failure.error)}`}`)
  }
  if (latest?.status === 'STOPPING') return { type: 'stopped', message: `${which} was stopped.` }
  return failed(`${which} was stopped, though this task was not.`)
}

function outcomeOfOutputs(
  which: string,
  outputs: ExecutionLane['outputs'],
  { output: task }: SubWorkflowDefinition,
): Outcome {
  const output: Json = task === undefined ? Object.fromEntries(outputs) : (outputs.get(task) ?? null)
  if (!exceedsBytes(output, MAX_ATTEMPT_INPUT_BYTES)) return { type: 'success', output }
  const count = counted([...outputs].length, 'task', 'tasks')
  return failed(
    `${which} succeeded, but the outputs of ${count} are together too large for one output. Name a task in "output".`,
  )
}

/** Its tasks have had their own retries, and the child of a task execution is never run twice. */
function failed(message: string): Outcome {
  return { type: 'failed', reason: 'child', message, exitCode: null, signal: null, retryable: false }
}
