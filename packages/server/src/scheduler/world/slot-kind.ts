import { hasSecrets, type Outcome } from '@aiflow/sdk/internal/worker-protocol'
import type { TaskExecutionRow } from '../../storage/rows.ts'
import { stopsOutsideWork } from '../tasks/outside-work.ts'
import type { TaskSlot } from './execution-lane.ts'

/**
 * What an attempt takes of its worker: a slot of its own, or one of those for tasks that share processes. `alone`: a slot of its
 * own for a task that was lost with a shared process. Only some slots go to such tasks, since many of them come at once.
 * `python`: a slot of its own, of a worker that runs Python. `secret`, `secretPython`: one of a worker that takes secrets
 * and connections.
 */
export type SlotKind = 'own' | 'python' | 'secret' | 'secretPython' | 'alone' | 'shared'

/**
 * What a task execution waits for besides its pool: a slot, or nothing, if a person answers it, or a step that has room for its
 * child, or for its items.
 */
export type Need = SlotKind | 'nothing' | 'child' | 'items'

type Attempts = Pick<TaskExecutionRow, 'status' | 'stopPhase' | 'previousAttempts'>

export function needOf(slot: Pick<TaskSlot, 'task' | 'item'>, row: Attempts): Need {
  const { mapOver, operator } = slot.task
  const { type } = operator
  if (mapOver !== undefined && slot.item === null) return 'items'
  if (type === 'workflow') return 'child'
  return type === 'approval' ? 'nothing' : slotKindOf(slot, row)
}

export function slotKindOf({ task: { operator, ...task } }: Pick<TaskSlot, 'task'>, row: Attempts): SlotKind {
  if (hasSecrets(task)) return operator.type === 'python' ? 'secretPython' : 'secret'
  if (operator.type === 'python') return 'python'
  const isShared = operator.type === 'code' && operator.isolation === 'shared'
  if (!isShared || stopsOutsideWork(row)) return 'own'
  return isAlone(row) ? 'alone' : 'shared'
}

/**
 * Whether a task that shares its process with others must have one to itself: an earlier attempt ended with a shared process,
 * and nobody knows which task was at fault. The attempts that follow tell.
 */
export function isAlone({ previousAttempts }: Pick<Attempts, 'previousAttempts'>): boolean {
  return previousAttempts.some(({ outcome }) => endedWithOthers(outcome))
}

function endedWithOthers(outcome: Outcome | null): boolean {
  return outcome?.type === 'lost' && outcome.shared === true
}
