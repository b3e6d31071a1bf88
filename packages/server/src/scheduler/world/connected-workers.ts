import type { ConnectedWorker, WorkerLink } from '../../log/worker-port.ts'
import type { AttemptIndex } from './attempt-index.ts'
import type { SlotKind } from './slot-kind.ts'

/** The part of the slots of a worker that tasks may take which were lost with a shared process. One slot at least. */
const ALONE_SHARE = 0.25

interface Connection {
  readonly worker: ConnectedWorker
  readonly link: WorkerLink
}

/** The workers that are connected now. */
export class ConnectedWorkers {
  readonly #connections = new Map<string, Connection>()

  attach(worker: ConnectedWorker, link: WorkerLink): void {
    this.#connections.set(worker.id, { worker, link })
  }

  /** Removes a worker, unless it has a newer connection. */
  detach(workerId: string, link: WorkerLink): void {
    if (this.#connections.get(workerId)?.link === link) this.#connections.delete(workerId)
  }

  link(workerId: string): WorkerLink | undefined {
    return this.#connections.get(workerId)?.link
  }

  /** The worker with the most free slots of a kind; undefined if none has a free slot. Only some know items of lists. */
  withFreeSlot(attempts: AttemptIndex, kind: SlotKind, isItem = false): ConnectedWorker | undefined {
    let best: ConnectedWorker | undefined
    let mostFree = 0
    for (const { worker } of this.#connections.values()) {
      if (isItem && !knowsItems(worker)) continue
      const free = freeSlots(worker, attempts, kind)
      if (free > mostFree) {
        best = worker
        mostFree = free
      }
    }
    return best
  }

  /** The number of slots of a kind of all workers. */
  slots(kind: SlotKind): number {
    return [...this.#connections.values()].reduce((sum, { worker }) => sum + slotsOf(worker, kind), 0)
  }

  /** Whether a worker may run items of lists. */
  get anyKnowsItems(): boolean {
    return [...this.#connections.values()].some(({ worker }) => knowsItems(worker))
  }

  /** Any worker, for work that needs no slot. */
  any(): WorkerLink | undefined {
    return this.#connections.values().next().value?.link
  }

  anyWorker(): ConnectedWorker | undefined {
    return this.#connections.values().next().value?.worker
  }

  all(): readonly WorkerLink[] {
    return [...this.#connections.values()].map((connection) => connection.link)
  }
}

function knowsItems({ features = [] }: ConnectedWorker): boolean {
  return features.includes('items')
}

/** A worker of 0.2.0 shares no processes: all attempts take its only kind of slots. */
function freeSlots(worker: ConnectedWorker, attempts: AttemptIndex, kind: SlotKind): number {
  const { id, sharedSlots } = worker
  const busyShared = attempts.busySlots(id, 'shared')
  if (kind === 'shared' && sharedSlots !== undefined) return sharedSlots - busyShared
  if (slotsOf(worker, kind) === 0) return 0
  const free = worker.slots - attempts.busy(id) + (sharedSlots === undefined ? 0 : busyShared)
  return kind === 'alone' ? Math.min(free, slotsOf(worker, kind) - attempts.busySlots(id, kind)) : free
}

function slotsOf(
  { slots, sharedSlots = slots, operators = [], features = [] }: ConnectedWorker,
  kind: SlotKind,
): number {
  switch (kind) {
    case 'own':
      return slots
    case 'python':
      return operators.includes('python') ? slots : 0
    case 'secret':
      return features.includes('secrets') ? slots : 0
    case 'secretPython':
      return features.includes('secrets') && operators.includes('python') ? slots : 0
    case 'alone':
      return Math.min(slots, Math.max(1, Math.floor(slots * ALONE_SHARE)))
    case 'shared':
      return sharedSlots
  }
}
