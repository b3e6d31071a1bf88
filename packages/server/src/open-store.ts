import { join } from 'node:path'
import { SqliteStore } from './storage/sqlite/sqlite-store.ts'
import type { Store } from './storage/store.ts'

const STORE_FILE = 'aiflow.db'

export interface StoreConfig {
  /** Folder of the server, with the file of the store. */
  readonly home: string
  /** Milliseconds since the epoch. */
  readonly now: () => number
}

/** Chooses the implementation: the one place that names them. Throws `ALREADY_EXISTS` if another program has the store. */
export function openStore({ home, now }: StoreConfig): Store {
  return new SqliteStore({ path: join(home, STORE_FILE), now })
}
