import { existsSync, readdirSync, rmSync } from 'node:fs'
import { basename, join } from 'node:path'
import type { Home } from './home.ts'

const TIME_NAME = /^\d{4}-\d{2}-\d{2}T\d{2}-\d{2}-\d{2}-\d{3}Z$/

/** The present time, for a file name. Such names sort by time. */
export function timeName(): string {
  return new Date().toISOString().replaceAll(/[:.]/g, '-')
}

/** Deletes all but the newest backups in a folder, and returns the paths of those deleted. Anything else there stays. */
export function deleteOldBackups(home: Home, parent: string, keep: number): string[] {
  const store = basename(home.storeFile)
  const named = readdirSync(parent).filter((name) => TIME_NAME.test(name) && existsSync(join(parent, name, store)))
  const old = named.sort().slice(0, -keep)
  return old.map((name) => {
    const path = join(parent, name)
    rmSync(path, { recursive: true, force: true })
    return path
  })
}
