import { readdirSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { readOrNull } from '../journal/atomic-file.ts'
import { formatClaim, parseClaim } from '../journal/claim.ts'
import { isRunning, type ProcessIdentity, type ProcessTable } from '../machine/process-table.ts'

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

/** Writes down which process a child is, so that a later worker finds it where it cannot leave by itself. */
export function writeChildProcess(folder: string, child: ProcessIdentity, bootId: string): void {
  writeFileSync(join(folder, 'process'), formatClaim(child, bootId))
}

/** Ends the children of earlier workers that have no task: most left when their worker did, but not one that is busy. */
export function endLeftChildren(folder: string, table: ProcessTable, inUse: ReadonlySet<string>): void {
  for (const name of readdirSync(folder)) {
    const path = join(folder, name, 'process')
    const claim = parseClaim(readOrNull(path))
    if (claim.type !== 'process' || inUse.has(name)) continue
    if (claim.bootId === table.bootId && isRunning(table, claim.leader)) process.kill(-claim.leader.pid, 'SIGKILL')
    rmSync(path, { force: true })
  }
}
