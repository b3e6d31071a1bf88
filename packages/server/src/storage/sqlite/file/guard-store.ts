import { AIFlowError } from '@aiflow/sdk/internal/errors'
import type { SqliteConnection } from './connection.ts'
import { copyStore } from './copy-store.ts'
import type { StoreFiles } from './store-files.ts'

/**
 * Throws `STORE_UNAVAILABLE` where a file of an open store was removed, exchanged or cut. What was stored is kept before, as far as
 * it can be: nothing is lost by a file that is gone, since it is still open.
 */
export function refuseDamage(connection: SqliteConnection, files: StoreFiles): void {
  const damage = files.findDamage()
  if (damage === null || (damage.kind === 'empty' && isLogUnused(connection))) return
  const { path } = connection
  const advice = damage.kind === 'gone' ? keep(connection, damage.file) : afterCut(path)
  const what = damage.kind === 'gone' ? 'removed or exchanged' : 'cut or overwritten'
  const message = `The file "${damage.file}" was ${what} while the server had it open. ${advice}`
  throw new AIFlowError('STORE_UNAVAILABLE', message, { details: { path, ...damage } })
}

/** Another program that had the store open may have put all of the log into it. */
function isLogUnused(connection: SqliteConnection): boolean {
  try {
    return connection.get<{ log: number }>('PRAGMA wal_checkpoint(PASSIVE)')?.log === 0
  } catch {
    // What it should read from the log is not there.
    return false
  }
}

function keep(connection: SqliteConnection, file: string): string {
  const { path } = connection
  try {
    if (file !== path) {
      connection.execute('PRAGMA wal_checkpoint(TRUNCATE)')
      return `What was acknowledged is in "${path}": start the server again.`
    }
    const copy = `${path}.saved-${new Date().toISOString().replaceAll(/[:.]/g, '-')}`
    copyStore(connection, copy)
    return `What was acknowledged is in "${copy}": put it in place with "aiflow db restore ${copy}" and start the server again.`
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error)
    return `It could not be saved (${reason}): put a backup in its place with "aiflow db restore BACKUP".`
  }
}

function afterCut(path: string): string {
  return `Events of the last minutes may be lost. Start the server again, and where it says that "${path}" is damaged, or where events are missing, put a backup in its place with "aiflow db restore BACKUP".`
}

/** Whether the store is better closed without putting its log into it. */
export function isLogDamaged(error: unknown): boolean {
  return error instanceof AIFlowError && ['cut', 'empty'].includes(String(error.details?.kind))
}
