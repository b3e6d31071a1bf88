import type { Overlap } from '@aiflow/sdk/internal/wire'
import type { Crowd } from '../../model/crowd.ts'
import { type Admission, admit, hasPlaceBeside } from '../../rules/admission.ts'
import type { Step } from '../step.ts'
import type { ExecutionLane } from '../world/execution-lane.ts'
import type { WorkflowLane } from '../world/workflow-lane.ts'
import type { World } from '../world/world.ts'
import { stopsUpTo } from './stop-executions.ts'
import { beginExecution } from './workflow-transitions.ts'

/** Whether an execution may begin beside the living ones. */
export function admissionOf({ world }: Step, workflow: WorkflowLane, overlap: Overlap): Admission {
  return admit(crowdOf(world, workflow), overlap, workflow.plan.definition)
}

/** The living executions of a workflow, as far as others depend on them. */
export function crowdOf({ living }: World, { row, plan }: WorkflowLane): Crowd {
  const waiting = living.of(row.id, 'waiting')
  return {
    first: living.first(row.id)?.execution.id ?? null,
    active: living.countActive(row.id),
    waiting: waiting.size,
    isOneWaitingForPlace: plan.definition.maxActiveExecutions !== undefined && isOneWaitingForPlace(waiting),
  }
}

/**
 * Begins the waiting executions of a workflow that may begin, in the order of their ids. A newer execution never
 * overtakes an older one.
 */
export function admitNext(step: Step, workflowId: number): void {
  const { living } = step.world
  const workflow = step.world.workflows.get(workflowId)
  const limit = workflow?.plan.definition.maxActiveExecutions ?? Infinity
  const stopped = workflow === undefined ? 0 : stopsUpTo(workflow)
  for (;;) {
    const [next] = living.of(workflowId, 'waiting')
    if (next === undefined || next.execution.paused || next.execution.id <= stopped) return
    if (living.countActive(workflowId) >= limit) return
    if (next.execution.waitsFor !== 'place' && living.hasOlderActive(next)) return
    beginExecution(step, next)
  }
}

/** Whether the limit of the workflow leaves a place for one that may not wait. */
export function hasPlace(world: World, workflow: WorkflowLane): boolean {
  return hasPlaceBeside(crowdOf(world, workflow), workflow.plan.definition)
}

function isOneWaitingForPlace(waiting: ReadonlySet<ExecutionLane>): boolean {
  for (const { execution } of waiting) if (execution.waitsFor === 'place') return true
  return false
}
