import type { ReadStorage } from './reads/read-storage.ts'
import type { SchedulerStorage } from './storage.ts'

/** The store of a running server, which is its only writer. */
export interface Store {
  readonly scheduler: SchedulerStorage
  /** Available once `scheduler` is open, since opening it may upgrade the store. */
  readonly reads: ReadStorage
  /** The version of its tables. */
  readonly schema: number
  /** Throws an `AIFlowError` if the server must not continue: the store is damaged, or has another writer. */
  confirm(): void
  /** Recreates files that were removed and can be recreated. Throws as opening a store does. */
  mend(): void
  /**
   * Closes everything and releases the store. `closeScheduler` closes its writing side. `reason` is the error that ended the
   * server, or null if it was asked to stop.
   */
  close(reason: unknown, closeScheduler: () => Promise<void>): Promise<void>
}
