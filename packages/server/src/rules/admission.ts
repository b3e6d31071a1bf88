import { counted } from '@aiflow/sdk/internal/text'
import type { Overlap, WorkflowDefinition } from '@aiflow/sdk/internal/wire'
import type { Crowd } from '../model/crowd.ts'

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

export type ExecutionLimit = Pick<WorkflowDefinition, 'maxActiveExecutions' | 'onFull'>

export const WAITING_FOR = { turn: 'waits for its turn', place: 'waits until fewer executions are alive' } as const

/**
 * Whether an execution may begin beside the living ones. Pure. `overlap` ignores executions of backfills, the limit counts
 * them.
 */
export function admit(crowd: Crowd, overlap: Overlap, limit: ExecutionLimit): Admission {
  const { first, waiting } = crowd
  if (first === null || overlap === 'allow') return admitByLimit(crowd, limit)
  switch (overlap) {
    case 'skip':
      return { type: 'refuse', reason: `the execution ${first} is alive` }
    case 'stop-old':
      return { type: 'wait', waitsFor: 'turn' }
    case 'queue':
      return waiting < MAX_WAITING ? { type: 'wait', waitsFor: 'turn' } : tooManyWait(waiting)
  }
}

/** Whether the limit of the workflow leaves a place for one that may not wait. */
export function hasPlaceBeside(
  { active, isOneWaitingForPlace }: Pick<Crowd, 'active' | 'isOneWaitingForPlace'>,
  { maxActiveExecutions: limit }: ExecutionLimit,
): boolean {
  return limit === undefined || (active < limit && !isOneWaitingForPlace)
}

function admitByLimit(crowd: Crowd, limit: ExecutionLimit): Admission {
  if (hasPlaceBeside(crowd, limit)) return { type: 'begin' }
  const { maxActiveExecutions = Infinity, onFull = 'queue' } = limit
  if (onFull === 'skip') return { type: 'refuse', reason: fullReason(crowd.active, maxActiveExecutions) }
  return crowd.waiting < MAX_WAITING ? { type: 'wait', waitsFor: 'place' } : tooManyWait(crowd.waiting)
}

function fullReason(active: number, limit: number): string {
  const alive = counted(active, 'execution is', 'executions are')
  return `${alive} alive, and the workflow allows at most ${limit} at once`
}

function tooManyWait(waiting: number): Admission {
  return { type: 'refuse', reason: `${waiting} executions are already waiting for their turn` }
}
