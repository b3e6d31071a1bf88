import type { PoolUse } from '@aiflow/sdk/internal/api/server'
import { namespacedKey } from '../../storage/table.ts'
import { poolOf } from '../world/attempt-index.ts'
import type { ConnectedWorkers } from '../world/connected-workers.ts'
import { type SlotKind, slotKindOf } from '../world/slot-kind.ts'
import type { World } from '../world/world.ts'

const WHOSE: Readonly<Record<SlotKind, string>> = {
  own: '',
  python: ' that run Python',
  secret: ' that take secrets',
  secretPython: ' that take secrets and run Python',
  alone: ' for tasks that were lost with a process that they shared',
  shared: ' for tasks that share processes',
}

const NO_PYTHON = 'no connected worker runs Python: each is of an older version, or has no "python3" in its PATH'

const NO_SECRETS = 'no connected worker takes secrets and connections: each is of an older version'

/** Why the latest execution of a task is still INIT; null if it is not. */
export function waitingReason(
  { executions, named: { pools }, attempts }: World,
  workers: ConnectedWorkers,
  of: { readonly workflowExecutionId: number; readonly taskName: string },
): string | null {
  const lane = executions.get(of.workflowExecutionId)
  const latest = lane?.latest(of.taskName)
  if (lane === undefined || latest?.status !== 'INIT') return null
  const slot = lane.slot(of.taskName)
  const { type } = slot.task.operator
  if (type === 'approval' || type === 'workflow') return null
  const pool = poolOf(slot)
  if (pool !== null) {
    const name = slot.task.pool
    const slots = pools.get(pool)?.slots
    if (slots === undefined) return `there is no pool "${name}"`
    if (slots === 0) return `the pool "${name}" is closed: it has 0 slots`
    if (attempts.busyInPool(pool) >= slots) return `${allTaken(slots)} of the pool "${name}"`
  }
  const needed = slotKindOf(slot, latest)
  // Such a task needs one of all slots, too.
  const kind = needed === 'alone' && workers.withFreeSlot(attempts, 'own') === undefined ? 'own' : needed
  const slots = workers.slots(kind)
  if (slots === 0 && workers.slots('own') > 0)
    return workers.slots('secret') === 0 && isSecret(kind) ? NO_SECRETS : NO_PYTHON
  return slots === 0 ? 'no worker is connected' : `${allTaken(slots)} of the workers${WHOSE[kind]}`
}

/** The pools of a namespace, by name. */
export function poolUseOf({ named: { pools }, attempts }: World, namespace: string): PoolUse[] {
  const rows = [...pools.values()].filter((row) => row.namespace === namespace)
  return rows
    .sort((a, b) => (a.name < b.name ? -1 : 1))
    .map((row) => {
      const key = namespacedKey(row)
      return { ...row, busy: attempts.busyInPool(key), waiting: attempts.waitingInPool(key) }
    })
}

function allTaken(slots: number): string {
  return slots === 1 ? 'a task has the only slot' : `tasks have all ${slots} slots`
}

function isSecret(kind: SlotKind): boolean {
  return kind === 'secret' || kind === 'secretPython'
}
