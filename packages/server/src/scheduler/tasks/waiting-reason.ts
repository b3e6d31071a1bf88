import type { PoolUse } from '@aiflow/sdk/internal/api/server'
import type { TaskExecutionRow } from '../../storage/rows.ts'
import { namespacedKey } from '../../storage/table.ts'
import { poolOf } from '../world/attempt-index.ts'
import type { ConnectedWorkers } from '../world/connected-workers.ts'
import type { TaskSlot } from '../world/execution-lane.ts'
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

const NO_ITEMS = 'no connected worker runs items of lists ("mapOver"): each is of an older version'

const NO_SECRETS = 'no connected worker takes secrets and connections: each is of an older version'

/** Why the latest execution of a task, or an item of it, is still INIT; null if neither is. */
export function waitingReason(
  world: World,
  workers: ConnectedWorkers,
  of: { readonly workflowExecutionId: number; readonly taskName: string },
): string | null {
  const lane = world.executions.get(of.workflowExecutionId)
  if (lane === undefined || lane.latest(of.taskName) === null) return null
  const slot = lane.slot(of.taskName)
  const waiting =
    slot.map === null ? slot : [...slot.map.running.values()].find(({ latest }) => latest?.status === 'INIT')
  return waiting?.latest?.status === 'INIT' ? reasonFor(world, workers, waiting, waiting.latest) : null
}

function reasonFor(
  { named: { pools }, attempts }: World,
  workers: ConnectedWorkers,
  slot: TaskSlot,
  latest: TaskExecutionRow,
): string | null {
  const { mapOver, operator } = slot.task
  const { type } = operator
  if (mapOver !== undefined && !workers.anyKnowsItems && workers.slots('own') > 0) return NO_ITEMS
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
