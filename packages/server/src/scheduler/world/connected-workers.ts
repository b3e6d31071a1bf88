import type { ConnectedWorker, WorkerLink } from '../../log/worker-port.ts'
import type { AttemptIndex } from './attempt-index.ts'

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

  /** The worker with the most free slots; undefined if none has a free slot. */
  withFreeSlot(attempts: AttemptIndex): ConnectedWorker | undefined {
    let best: ConnectedWorker | undefined
    let mostFree = 0
    for (const { worker } of this.#connections.values()) {
      const free = worker.slots - attempts.busy(worker.id)
      if (free > mostFree) {
        best = worker
        mostFree = free
      }
    }
    return best
  }

  /** The number of slots of all workers. */
  get slots(): number {
    return [...this.#connections.values()].reduce((sum, { worker }) => sum + worker.slots, 0)
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
