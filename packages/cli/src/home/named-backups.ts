import { existsSync, readdirSync, rmSync } from 'node:fs'
import { basename, dirname, join } from 'node:path'
import type { Home } from './home.ts'
import { DRAFT_ENDING } from './home-backup.ts'

const TIME_NAME = /^\d{4}-\d{2}-\d{2}T\d{2}-\d{2}-\d{2}-\d{3}Z$/

/** The present time, for a file name. Such names sort by time. */
export function timeName(): string {
  return new Date().toISOString().replaceAll(/[:.]/g, '-')
}

/**
 * Deletes all but the newest backups in a folder, and returns the paths of those deleted. With them go the drafts of their
 * time, which a crash left behind; a newer draft may be one that is being written. Anything else there stays, and so does
 * `latest`: its name may not be the newest, because the clock was set back.
 */
export function deleteOldBackups(home: Home, latest: string, keep: number): string[] {
  const parent = dirname(latest)
  const names = readdirSync(parent)
  const store = basename(home.storeFile)
  const backups = names.filter((name) => TIME_NAME.test(name) && existsSync(join(parent, name, store)))
  const others = backups.filter((name) => name !== basename(latest)).sort()
  const old = others.slice(0, Math.max(0, others.length - (keep - 1)))
  const [oldestKept = ''] = [...others.slice(old.length), basename(latest)].sort()
  const drafts = names.filter((name) => isDraft(name) && name < oldestKept)
  for (const name of [...old, ...drafts]) rmSync(join(parent, name), { recursive: true, force: true })
  return old.map((name) => join(parent, name))
}

function isDraft(name: string): boolean {
  return name.endsWith(DRAFT_ENDING) && TIME_NAME.test(name.slice(0, -DRAFT_ENDING.length))
}
