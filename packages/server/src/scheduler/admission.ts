import type { Overlap } from '@aiflow/sdk/internal'
import type { ExecutionLane } from './execution-lane.ts'
import type { Step } from './step.ts'
import type { WorkflowLane } from './workflow-lane.ts'
import { beginExecution } from './workflow-transitions.ts'

/** A workflow has no more executions than this that wait to begin. */
const MAX_WAITING = 1000

/** What becomes of a new execution. `turn`: it waits until all older ones have ended; `place`: until there are fewer. */
export type Admission =
  | { readonly type: 'begin' }
  | { readonly type: 'wait'; readonly waitsFor: 'turn' | 'place' }
  | { readonly type: 'refuse'; readonly reason: string }

/** Whether an execution may begin beside those that live. */
export function admissionOf(step: Step, workflow: WorkflowLane, overlap: Overlap): Admission {
  const { maxActiveExecutions: limit, onFull = 'queue' } = workflow.plan.definition
  if (overlap === 'allow' && limit === undefined) return { type: 'begin' }
  const alive = step.world.livingExecutions(workflow.row.id)
  const [first] = alive
  if (first === undefined) return { type: 'begin' }
  const waiting = alive.filter((lane) => lane.phase === 'waiting')
  switch (overlap) {
    case 'skip':
      return { type: 'refuse', reason: `the execution ${first.execution.id} is alive` }
    case 'stop-old':
      return { type: 'wait', waitsFor: 'turn' }
    case 'queue':
      return waiting.length < MAX_WAITING ? { type: 'wait', waitsFor: 'turn' } : tooManyWait(waiting)
    case 'allow':
      if (!isFull(alive, waiting, limit)) return { type: 'begin' }
      if (onFull === 'skip') return { type: 'refuse', reason: fullReason(alive.length - waiting.length, limit) }
      return waiting.length < MAX_WAITING ? { type: 'wait', waitsFor: 'place' } : tooManyWait(waiting)
  }
}

/**
 * Begins those executions of a workflow that may, in the order of their ids: none is overtaken by a newer one that waits too,
 * and whatever it waits for ends at some time.
 */
export function admitNext(step: Step, workflowId: number): void {
  if (!step.world.hasWaitingExecutions(workflowId)) return
  const limit = step.world.workflows.get(workflowId)?.plan.definition.maxActiveExecutions ?? Infinity
  const alive = step.world.livingExecutions(workflowId)
  let active = alive.filter((lane) => lane.phase !== 'waiting').length
  let older = 0
  for (const lane of alive) {
    if (lane.phase === 'waiting') {
      const hasTurn = older === 0 || lane.execution.waitsFor === 'place'
      if (lane.execution.paused || !hasTurn || active >= limit) return
      beginExecution(step, lane)
      active += 1
    }
    older += 1
  }
}

function isFull(
  alive: readonly ExecutionLane[],
  waiting: readonly ExecutionLane[],
  limit: number | undefined,
): limit is number {
  if (limit === undefined) return false
  return alive.length - waiting.length >= limit || waiting.some(({ execution }) => execution.waitsFor === 'place')
}

function fullReason(active: number, limit: number): string {
  const alive = active === 1 ? 'one execution is alive' : `${active} executions are alive`
  return `${alive}, and the workflow has no more than ${limit} at once`
}

function tooManyWait(waiting: readonly ExecutionLane[]): Admission {
  return { type: 'refuse', reason: `${waiting.length} executions wait for their turn already` }
}
