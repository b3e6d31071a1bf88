import { counted } from '@aiflow/sdk/internal/text'
import type { Overlap } from '@aiflow/sdk/internal/wire'
import type { Step } from '../step.ts'
import type { ExecutionLane } from '../world/execution-lane.ts'
import type { WorkflowLane } from '../world/workflow-lane.ts'
import type { World } from '../world/world.ts'
import { stopsUpTo } from './stop-executions.ts'
import { beginExecution } from './workflow-transitions.ts'

/** Maximum number of waiting executions of a workflow. */
const MAX_WAITING = 1000

/**
 * What happens to a new execution. `turn`: it waits until all older ones have ended. `place`: it waits until fewer are
 * active.
 */
export type Admission =
  | { readonly type: 'begin' }
  | { readonly type: 'wait'; readonly waitsFor: 'turn' | 'place' }
  | { readonly type: 'refuse'; readonly reason: string }

/** Whether an execution may begin beside the living ones. `overlap` ignores executions of backfills, the limit counts them. */
export function admissionOf(step: Step, workflow: WorkflowLane, overlap: Overlap): Admission {
  const { living } = step.world
  const first = living.first(workflow.row.id)
  if (first === undefined || overlap === 'allow') return admissionByLimit(step, workflow)
  const waiting = living.of(workflow.row.id, 'waiting')
  switch (overlap) {
    case 'skip':
      return { type: 'refuse', reason: `the execution ${first.execution.id} is alive` }
    case 'stop-old':
      return { type: 'wait', waitsFor: 'turn' }
    case 'queue':
      return waiting.size < MAX_WAITING ? { type: 'wait', waitsFor: 'turn' } : tooManyWait(waiting.size)
  }
}

function admissionByLimit(step: Step, workflow: WorkflowLane): Admission {
  const { maxActiveExecutions: limit = Infinity, onFull = 'queue' } = workflow.plan.definition
  if (hasPlace(step.world, workflow)) return { type: 'begin' }
  const { living } = step.world
  if (onFull === 'skip') return { type: 'refuse', reason: fullReason(living.countActive(workflow.row.id), limit) }
  const waiting = living.of(workflow.row.id, 'waiting')
  return waiting.size < MAX_WAITING ? { type: 'wait', waitsFor: 'place' } : tooManyWait(waiting.size)
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
export function hasPlace({ living }: World, { row, plan }: WorkflowLane): boolean {
  const limit = plan.definition.maxActiveExecutions
  if (limit === undefined) return true
  return !isFull(living.countActive(row.id), living.of(row.id, 'waiting'), limit)
}

function isFull(active: number, waiting: ReadonlySet<ExecutionLane>, limit: number): boolean {
  if (active >= limit) return true
  for (const { execution } of waiting) if (execution.waitsFor === 'place') return true
  return false
}

function fullReason(active: number, limit: number): string {
  const alive = counted(active, 'execution is', 'executions are')
  return `${alive} alive, and the workflow allows at most ${limit} at once`
}

function tooManyWait(waiting: number): Admission {
  const executions = counted(waiting, 'execution is', 'executions are')
  return { type: 'refuse', reason: `${executions} already waiting for ${waiting === 1 ? 'its' : 'their'} turn` }
}
