import { closeSync, copyFileSync, existsSync, fsyncSync, linkSync, openSync, renameSync, rmSync } from 'node:fs'
import { AIFlowError } from '@aiflow/sdk/internal/errors'
import { makePrivate } from '../../private-file.ts'
import { refuseForeignStore, refuseOtherFile } from '../migrations/migrate.ts'
import { MIGRATIONS, type Migration } from '../migrations/migrations.ts'
import { SqliteConnection } from './connection.ts'
import { copyStore } from './copy-store.ts'
import { openStore, openStoreForReading } from './open-store.ts'
import { isStoreFull, toStoreError } from './sqlite-error.ts'

/*
 * Operations on the file of a store as a whole. All but `describeStore` and `backUpStore` require that no server has the
 * store open.
 */

const BESIDES = ['-wal', '-shm']

export interface StoreDescription {
  readonly schema: number
  /** The offset of its newest event. */
  readonly lastOffset: number
  readonly workflowExecutions: number
}

/** Null if the file does not exist. Throws `STORE_UNAVAILABLE` if it is not a store. */
export function describeStore(path: string): StoreDescription | null {
  if (!existsSync(path)) return null
  return reading(path, (connection) => {
    refuseOtherFile(connection)
    const schema = connection.get<{ user_version: number }>('PRAGMA user_version')?.user_version ?? 0
    if (schema === 0) return { schema, lastOffset: 0, workflowExecutions: 0 }
    const counters = connection.get<Omit<StoreDescription, 'schema'>>(
      'SELECT last_offset AS lastOffset, last_workflow_execution AS workflowExecutions FROM store',
    )
    return { schema, lastOffset: 0, workflowExecutions: 0, ...counters }
  })
}

/** Creates the store if it does not exist. Upgrades an older one to the latest schema, after a backup beside it. */
export function prepareStore(path: string, timeMs: number, migrations: readonly Migration[] = MIGRATIONS): void {
  openStore({ path, timeMs, migrations }).close()
}

/** Copies the store as of this moment, whole or not at all; a server may be using it. The target must not exist. */
export function backUpStore(path: string, target: string): void {
  requireStore(path)
  reading(path, (connection) => {
    try {
      copyStore(connection, target)
    } catch (error) {
      throw isStoreFull(error) ? diskFull(target, error) : error
    }
  })
}

/** Replaces the store by a backup, whole or not at all. The old store is kept under the name `replaced`. */
export function restoreStore(path: string, backup: string, replaced: string): void {
  requireStore(backup)
  reading(backup, (connection) => refuseForeignStore(connection, MIGRATIONS))
  const incoming = `${path}.incoming`
  try {
    copyFileSync(backup, incoming)
    makePrivate(incoming)
    flush(incoming)
    if (existsSync(path)) {
      foldJournal(path)
      keepAs(path, replaced)
    }
    for (const suffix of BESIDES) rmSync(`${path}${suffix}`, { force: true })
    renameSync(incoming, path)
  } catch (error) {
    throw isStoreFull(error) ? diskFull(path, error) : error
  } finally {
    rmSync(incoming, { force: true })
  }
}

/** A store exists under its own name at every moment, since a server that found none would create an empty one. */
function keepAs(path: string, replaced: string): void {
  try {
    linkSync(path, replaced)
  } catch {
    // The file system has no links, or the path is not a file.
    renameSync(path, replaced)
  }
}

function flush(path: string): void {
  const file = openSync(path, 'r')
  try {
    fsyncSync(file)
  } finally {
    closeSync(file)
  }
}

function diskFull(path: string, cause: unknown): AIFlowError {
  const message = `The disk of "${path}" is full, so nothing was changed. Free some space on it, and try again.`
  return new AIFlowError('STORE_FULL', message, { details: { path }, cause })
}

/** Removes the store for good. */
export function removeStore(path: string): void {
  for (const suffix of [...BESIDES, '']) rmSync(`${path}${suffix}`, { force: true })
}

function requireStore(path: string): void {
  if (existsSync(path)) return
  throw new AIFlowError('STORE_UNAVAILABLE', `There is no store "${path}". Check the path.`, { details: { path } })
}

/** Moves what the journal still holds into the store file. */
function foldJournal(path: string): void {
  try {
    const connection = SqliteConnection.open({ path, readOnly: false, busyTimeoutMs: 0 })
    connection.execute('PRAGMA wal_checkpoint(TRUNCATE)')
    connection.close()
  } catch {
    // This fails for a damaged store, and restoring a backup is how to repair one.
  }
}

function reading<T>(path: string, work: (connection: SqliteConnection) => T): T {
  let connection: SqliteConnection | null = null
  try {
    connection = openStoreForReading(path)
    return work(connection)
  } catch (error) {
    throw toStoreError(error, path)
  } finally {
    connection?.close()
  }
}
