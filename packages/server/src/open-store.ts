import { join } from 'node:path'
import type { Logger } from './log/logger.ts'
import { SqliteStore } from './storage/sqlite/sqlite-store.ts'
import type { Store } from './storage/store.ts'

const STORE_FILE = 'aiflow.db'

export interface StoreConfig {
  /** Folder of the server, with the file of the store. */
  readonly home: string
  /** Milliseconds since the epoch. */
  readonly now: () => number
  readonly logger: Logger
  /** Whether long reads have a thread of their own, so that commits do not wait for them. */
  readonly hasReadThread: boolean
}

/** Chooses the implementation: the one place that names it. Throws `ALREADY_EXISTS` if another program has the store. */
export function openStore({ home, now, logger, hasReadThread }: StoreConfig): Store {
  return new SqliteStore({ path: join(home, STORE_FILE), now, log: logger, hasReadThread })
}
