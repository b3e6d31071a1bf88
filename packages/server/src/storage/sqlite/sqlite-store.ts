import type { ReadStorage } from '../reads/read-storage.ts'
import type { Store } from '../store.ts'
import { isLogDamaged } from './file/guard-store.ts'
import { StoreLock } from './file/store-lock.ts'
import { SQLITE_SCHEMA } from './migrations/migrations.ts'
import type { ReaderLog } from './reader/reader.ts'
import { openThreadedReads } from './reader/threaded-read-storage.ts'
import { SqliteReadStorage } from './sqlite-read-storage.ts'
import { SqliteSchedulerStorage } from './sqlite-scheduler-storage.ts'

export interface SqliteStoreOptions {
  /** Path of the file. */
  readonly path: string
  /** Milliseconds since the epoch. */
  readonly now: () => number
  readonly log: ReaderLog
  /** Whether long reads run in a separate thread. */
  readonly hasReadThread: boolean
}

/** A store in one SQLite file, with a lock beside it. */
export class SqliteStore implements Store {
  readonly schema = SQLITE_SCHEMA
  readonly scheduler: SqliteSchedulerStorage
  readonly #options: SqliteStoreOptions
  readonly #lock: StoreLock
  #reads: ReadStorage | null = null

  /** Throws `ALREADY_EXISTS` if another program uses the store. */
  constructor(options: SqliteStoreOptions) {
    this.#options = options
    this.#lock = StoreLock.take(options.path)
    this.scheduler = new SqliteSchedulerStorage(options)
  }

  get reads(): ReadStorage {
    this.#reads ??= this.#options.hasReadThread
      ? openThreadedReads(this.#options)
      : new SqliteReadStorage(this.#options)
    return this.#reads
  }

  confirm(): void {
    this.scheduler.confirm()
  }

  mend(): void {
    this.#lock.renew()
  }

  async close(reason: unknown, closeScheduler: () => Promise<void>): Promise<void> {
    // The last connection to close folds the write-ahead log into the store, and a reader's cannot. If the scheduler's is
    // the last one, a stopped server leaves one file. A damaged log must stay as it is, so then the readers' is the last.
    if (!isLogDamaged(reason)) await this.#reads?.close()
    await closeScheduler()
    await this.#reads?.close()
    this.#lock.release()
  }
}
