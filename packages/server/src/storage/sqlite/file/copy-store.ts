import { renameSync, rmSync } from 'node:fs'
import { makePrivate } from '../../private-file.ts'
import type { SqliteConnection } from './connection.ts'

/** Copies a store to a file, which gets its final name only once the copy is complete. */
export function copyStore(connection: SqliteConnection, target: string): void {
  const draft = `${target}.new`
  rmSync(draft, { force: true })
  try {
    makePrivate(draft)
    connection.statement('VACUUM INTO ?').run(draft)
    renameSync(draft, target)
  } finally {
    for (const suffix of ['', '-journal']) rmSync(draft + suffix, { force: true })
  }
}
