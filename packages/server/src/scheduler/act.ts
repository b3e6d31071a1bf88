import type { TaskAction, Trigger } from '@aiflow/sdk/internal'
import type { PendingStart } from '../storage/rows.ts'
import { type Decision, decide, type Policy } from './decide.ts'
import type { ExecutionLane, TaskSlot } from './execution-lane.ts'
import type { Step } from './step.ts'
import { createTaskExecution, setPendingStarts, stopTask } from './task-transitions.ts'

/** Decides what an action on a task means now, and does it. */
export function act(
  step: Step,
  lane: ExecutionLane,
  slot: TaskSlot,
  action: TaskAction,
  { policy, trigger }: { policy: Policy; trigger: Trigger },
): Decision {
  const situation = { phase: lane.phase, status: slot.latest?.status ?? null, pendingStarts: slot.pendingStarts.length }
  const decision = decide(situation, action, policy)
  const pending: PendingStart = {
    trigger,
    offset: step.event.offset,
    depth: step.depth,
    cause: action === 'RESTART' ? 'restart' : causeOf(policy),
  }
  carryOut(step, lane, slot, decision, pending)
  return decision
}

function carryOut(step: Step, lane: ExecutionLane, slot: TaskSlot, decision: Decision, pending: PendingStart): void {
  switch (decision.type) {
    case 'start':
      createTaskExecution(step, lane, slot, pending.trigger)
      return
    case 'pend':
      setPendingStarts(step, lane, slot, [...keptOf(slot.pendingStarts, decision.mode), pending])
      return
    case 'stop':
      setPendingStarts(step, lane, slot, decision.thenStart ? [pending] : [])
      stopTask(step, lane, slot, decision.now)
      return
    case 'dropPending':
      setPendingStarts(step, lane, slot, [])
      return
    case 'refuse':
      return
  }
}

/** The starts that go on waiting in front of a new one. */
function keptOf(
  waiting: readonly PendingStart[],
  mode: Extract<Decision, { type: 'pend' }>['mode'],
): readonly PendingStart[] {
  switch (mode) {
    case 'append':
      return waiting
    case 'second':
      return waiting.slice(0, 1)
    case 'replace':
      return []
  }
}

function causeOf(policy: Policy): PendingStart['cause'] {
  return policy.whenAlive === 'queue' ? 'queue' : 'latest'
}
