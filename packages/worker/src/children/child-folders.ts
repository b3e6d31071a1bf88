import { readdirSync, rmSync, statSync } from 'node:fs'
import { join } from 'node:path'

/** As long as the logs of attempts are kept: they are parts of the logs of children. */
const KEEP_MS = 31 * 24 * 60 * 60 * 1000

/** Removes the folders of children that wrote nothing for a month, but for those that still have a task. */
export function sweepChildFolders(folder: string, now: number, inUse: ReadonlySet<string>): void {
  for (const name of readdirSync(folder)) {
    if (inUse.has(name)) continue
    const path = join(folder, name)
    const log = statSync(join(path, 'log'), { throwIfNoEntry: false })
    if (log === undefined || now - log.mtimeMs > KEEP_MS) rmSync(path, { recursive: true, force: true })
  }
}
