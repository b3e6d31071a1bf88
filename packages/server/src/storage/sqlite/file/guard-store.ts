import { AIFlowError } from '@aiflow/sdk/internal/errors'
import type { SqliteConnection } from './connection.ts'
import { copyStore } from './copy-store.ts'
import type { StoreFiles } from './store-files.ts'

/**
 * Throws `STORE_UNAVAILABLE` if a file of the open store was removed, replaced or truncated. First saves as much of the stored
 * data as possible: a removed file loses nothing, since it is still open.
 */
export function refuseDamage(connection: SqliteConnection, files: StoreFiles): void {
  const damage = files.findDamage()
  if (damage === null || (damage.kind === 'empty' && isLogUnused(connection))) return
  const { path } = connection
  const advice = damage.kind === 'gone' ? keep(connection, damage.file) : afterCut(path)
  const what = damage.kind === 'gone' ? 'removed or replaced' : 'truncated or overwritten'
  const message = `The file "${damage.file}" was ${what} while the server had it open. ${advice}`
  throw new AIFlowError('STORE_UNAVAILABLE', message, { details: { path, ...damage } })
}

/** Another program that had the store open may have moved all of the log into it. */
function isLogUnused(connection: SqliteConnection): boolean {
  try {
    return connection.get<{ log: number }>('PRAGMA wal_checkpoint(PASSIVE)')?.log === 0
  } catch {
    // The log lacks what the checkpoint should read from it.
    return false
  }
}

function keep(connection: SqliteConnection, file: string): string {
  const { path } = connection
  try {
    if (file !== path) {
      connection.execute('PRAGMA wal_checkpoint(TRUNCATE)')
      return `All acknowledged data is in "${path}": start the server again.`
    }
    const copy = `${path}.saved-${new Date().toISOString().replaceAll(/[:.]/g, '-')}`
    copyStore(connection, copy)
    return `All acknowledged data is in "${copy}": restore it with "aiflow db restore ${copy}" and start the server again.`
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error)
    return `It could not be saved (${reason}): restore a backup with "aiflow db restore BACKUP".`
  }
}

function afterCut(path: string): string {
  return `Events of the last minutes may be lost. Start the server again. If it says that "${path}" is damaged, or if events are missing, restore a backup with "aiflow db restore BACKUP".`
}

/** Whether the store should be closed without moving its log into it. */
export function isLogDamaged(error: unknown): boolean {
  return error instanceof AIFlowError && ['cut', 'empty'].includes(String(error.details?.kind))
}
