import type { Store } from '../store.ts'
import { isLogDamaged } from './file/guard-store.ts'
import { StoreLock } from './file/store-lock.ts'
import { SQLITE_SCHEMA } from './migrations/migrations.ts'
import { SqliteReadStorage } from './sqlite-read-storage.ts'
import { SqliteSchedulerStorage } from './sqlite-scheduler-storage.ts'

export interface SqliteStoreOptions {
  /** Of its file. */
  readonly path: string
  /** Milliseconds since the epoch. */
  readonly now: () => number
}

/** A store in one SQLite file, with a lock beside it. */
export class SqliteStore implements Store {
  readonly schema = SQLITE_SCHEMA
  readonly scheduler: SqliteSchedulerStorage
  readonly #path: string
  readonly #lock: StoreLock
  #reads: SqliteReadStorage | null = null

  /** Throws `ALREADY_EXISTS` if another program has the store. */
  constructor(options: SqliteStoreOptions) {
    this.#path = options.path
    this.#lock = StoreLock.take(options.path)
    this.scheduler = new SqliteSchedulerStorage(options)
  }

  get reads(): SqliteReadStorage {
    this.#reads ??= new SqliteReadStorage({ path: this.#path })
    return this.#reads
  }

  confirm(): void {
    this.scheduler.confirm()
  }

  mend(): void {
    this.#lock.renew()
  }

  async close(reason: unknown, closeScheduler: () => Promise<void>): Promise<void> {
    // The last to close folds the write-ahead log into the store, which a reader cannot: so a server that stopped leaves one
    // file, and a log that is damaged stays as it is.
    if (!isLogDamaged(reason)) await this.#reads?.close()
    await closeScheduler()
    await this.#reads?.close()
    this.#lock.release()
  }
}
