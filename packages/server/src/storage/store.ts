import type { ReadStorage } from './reads/read-storage.ts'
import type { SchedulerStorage } from './storage.ts'

/** The store of a running server, which is the only one that writes to it. */
export interface Store {
  readonly scheduler: SchedulerStorage
  /** Only once `scheduler` is open, which may upgrade the store. */
  readonly reads: ReadStorage
  /** The version of its tables. */
  readonly schema: number
  /** Throws an `AIFlowError` if the server must not go on: the store is damaged, or has another writer. */
  confirm(): void
  /** Makes again what somebody has removed and can be made again. Throws as opening a store does. */
  mend(): void
  /**
   * Ends what is open, and lets go of the store. `closeScheduler` closes its writing side. `reason` is the error that ended the
   * server, null if it was asked to stop.
   */
  close(reason: unknown, closeScheduler: () => Promise<void>): Promise<void>
}
