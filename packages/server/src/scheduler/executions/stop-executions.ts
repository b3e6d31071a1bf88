import { stateName } from '../../model/state-names.ts'
import { timerId } from '../../model/timer-ids.ts'
import { setLaneState } from '../judging/lane-state.ts'
import type { Step } from '../step.ts'
import type { ExecutionLane } from '../world/execution-lane.ts'
import type { LivingExecutions } from '../world/living-executions.ts'
import type { WorkflowLane } from '../world/workflow-lane.ts'
import { type StopCause, stopExecution } from './workflow-transitions.ts'

/** Maximum number of executions that one step stops, and of tasks in them. An execution is never stopped in parts. */
const STOPPED_IN_STEP = 100
const TASKS_STOPPED_IN_STEP = 10_000

/**
 * Stops all living executions of a workflow except those of backfills, a bounded number per step. A
 * timer continues with the rest, also after a crash. Returns how many there are, without those that were already stopping.
 */
export function stopAll(step: Step, workflow: WorkflowLane, cause: StopCause): number {
  const { living } = step.world
  const { id } = workflow.row
  const count = living.of(id, 'waiting').size + living.of(id, 'open').size
  stopUpTo(step, workflow, { upToId: step.world.counters.workflowExecution, cause })
  return count
}

/** Continues `stopAll`, when its timer is due. */
export function goOnStopping(step: Step, workflow: WorkflowLane): void {
  stopUpTo(step, workflow, { upToId: stopsUpTo(workflow), cause: 'request' })
}

/** Executions up to this id are stopping, or will be soon; 0 if there are none. */
export function stopsUpTo(workflow: WorkflowLane): number {
  return Number(workflow.states.get(stateName.stopUpTo) ?? 0)
}

interface Slice {
  readonly upToId: number
  readonly cause: StopCause
}

function stopUpTo(step: Step, workflow: WorkflowLane, { upToId, cause }: Slice): void {
  const isMore = stopSlice(step, lanesToStop(step.world.living, workflow.row.id, upToId), cause)
  setLaneState(step, workflow, stateName.stopUpTo, isMore ? upToId : null)
  step.setTimer(timerId.stopAll(workflow.row.id), isMore ? step.soonest : null)
}

/** Stops the first of these executions, a bounded number per step. True if there are more. */
export function stopSlice(step: Step, lanes: Iterable<ExecutionLane>, cause: StopCause): boolean {
  const slice: ExecutionLane[] = []
  let tasks = 0
  let isMore = false
  for (const lane of lanes) {
    tasks += lane.plan.tasks.size
    isMore = slice.length === STOPPED_IN_STEP || (slice.length > 0 && tasks > TASKS_STOPPED_IN_STEP)
    if (isMore) break
    slice.push(lane)
  }
  for (const lane of slice) stopExecution(step, lane, { cause })
  return isMore
}

/** Those that wait for their turn come first, so that none begins because another was stopped. */
function* lanesToStop(living: LivingExecutions, workflowId: number, upToId: number): Iterable<ExecutionLane> {
  for (const phase of ['waiting', 'open'] as const) {
    for (const lane of living.of(workflowId, phase)) if (lane.execution.id <= upToId) yield lane
  }
}
