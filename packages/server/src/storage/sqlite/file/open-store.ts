import { migrate, refuseForeignStore } from '../migrations/migrate.ts'
import { MIGRATIONS, type Migration } from '../migrations/migrations.ts'
import { SqliteConnection } from './connection.ts'
import { toStoreError } from './sqlite-error.ts'

const BUSY_TIMEOUT_MS = 5000

// The order matters: the vacuum mode is fixed when the first page is written, and turning on the WAL writes it. The commit
// that fills 1000 pages of the log copies them into the file, and all others wait for it.
const WRITER_PRAGMAS = `
PRAGMA auto_vacuum = INCREMENTAL;
PRAGMA journal_mode = WAL;
PRAGMA synchronous = FULL;
PRAGMA wal_autocheckpoint = 1000;
PRAGMA journal_size_limit = 67108864;
PRAGMA cache_size = -16384;
PRAGMA temp_store = MEMORY;
`

export interface OpenStoreOptions {
  readonly path: string
  readonly timeMs: number
  readonly migrations?: readonly Migration[]
}

/** Opens the only connection that writes, and upgrades the schema to the latest. */
export function openStore({ path, timeMs, migrations = MIGRATIONS }: OpenStoreOptions): SqliteConnection {
  const connection = SqliteConnection.open({ path, readOnly: false, busyTimeoutMs: BUSY_TIMEOUT_MS })
  try {
    refuseForeignStore(connection, migrations)
    connection.execute(WRITER_PRAGMAS)
    migrate(connection, migrations, timeMs)
    return connection
  } catch (error) {
    connection.close()
    throw toStoreError(error, path)
  }
}

/** Opens a separate connection for readers. In WAL mode it neither waits for the writer nor makes it wait. */
export function openStoreForReading(path: string): SqliteConnection {
  const connection = SqliteConnection.open({ path, readOnly: true, busyTimeoutMs: BUSY_TIMEOUT_MS })
  connection.execute('PRAGMA cache_size = -8192; PRAGMA temp_store = MEMORY;')
  return connection
}
