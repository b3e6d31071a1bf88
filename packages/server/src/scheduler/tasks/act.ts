import type { TaskAction } from '@aiflow/sdk/internal/model'
import type { Trigger } from '@aiflow/sdk/internal/worker-protocol'
import { type Decision, decide, type Policy } from '../../rules/decide.ts'
import type { PendingStart } from '../../storage/rows.ts'
import type { Step } from '../step.ts'
import type { TaskSlot } from '../world/execution-lane.ts'
import { withinLimit } from './attempt-input.ts'
import {
  addPendingStart,
  changeDetails,
  createTaskExecution,
  dropPendingStarts,
  type StoppedBy,
  stopTask,
} from './task-transitions.ts'

/** How an action is meant, and what asks for it. */
export interface Asked {
  readonly policy: Policy
  readonly by: Exclude<StoppedBy, 'execution'>
  /** What a start by the action passes to the task; created when the task starts. */
  readonly trigger: () => Trigger
}

/** Decides what an action on a task means now, and applies it. */
export function act(step: Step, slot: TaskSlot, action: TaskAction, { policy, by, trigger }: Asked): Decision {
  const situation = {
    phase: slot.lane.phaseOf(slot.task),
    status: slot.latest?.status ?? null,
    pendingStarts: slot.pendingStarts.length,
  }
  const decision = decide(situation, action, policy)
  const cause: PendingStart['cause'] = action === 'RESTART' ? 'restart' : causeOf(policy)
  const pending = () => ({ trigger: withinLimit(trigger()), offset: step.event.offset, depth: step.depth, cause })
  carryOut(step, slot, decision, { by, pending })
  return decision
}

function carryOut(
  step: Step,
  slot: TaskSlot,
  decision: Decision,
  { by, pending }: Pick<Asked, 'by'> & { readonly pending: () => PendingStart },
): void {
  switch (decision.type) {
    case 'start':
      createTaskExecution(step, slot, pending().trigger)
      return
    case 'pend':
      if (decision.mode !== 'append') dropPendingStarts(step, slot, decision.mode === 'second' ? 1 : 0)
      addPendingStart(step, slot, pending())
      return
    case 'stop':
      dropPendingStarts(step, slot)
      if (decision.thenStart) addPendingStart(step, slot, pending())
      stopTask(step, slot, { now: decision.now, by })
      return
    case 'dropPending':
      dropPendingStarts(step, slot)
      changeDetails(step, slot, { stoppedBy: by })
      return
    case 'refuse':
      return
  }
}

function causeOf(policy: Policy): PendingStart['cause'] {
  return policy.whenAlive === 'queue' ? 'queue' : 'latest'
}
