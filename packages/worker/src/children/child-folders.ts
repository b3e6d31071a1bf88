import { lstatSync, readdirSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { writeNewFile } from '@aiflow/sdk/files'
import { isRetired, journalPaths } from '../journal/child-journal.ts'
import { formatHandle, isHandleRunning, type ProcessHandle, parseHandle } from '../machine/process-handle.ts'
import type { ProcessIdentity, ProcessTable } from '../machine/process-table.ts'
import { readWhatIsThere } from '../system/atomic-file.ts'
import { statsOf } from '../system/stats-of.ts'
import type { LivingChild } from './living-children.ts'

const DAY_MS = 24 * 60 * 60 * 1000

export interface ChildSweep {
  readonly table: ProcessTable
  /** Milliseconds since the epoch. */
  readonly now: number
  /** How long the logs of attempts are kept. They may be parts of the logs of children. */
  readonly days: number
  /** Children that have a task. */
  readonly inUse: ReadonlySet<string>
  /** Called with each child that has ended and whose attempts are settled. */
  retire(childId: string): void
}

/** Removes the folders of children that have ended and wrote nothing for `days` days, and old journals of the others. */
export function sweepChildFolders(folder: string, { table, now, days, inUse, retire }: ChildSweep): void {
  // The day on which an attempt was settled counts in full.
  const oldest = now - (days + 1) * DAY_MS
  for (const name of readdirSync(folder)) {
    const path = join(folder, name)
    if (inUse.has(name) || isChildRunning(path, table)) {
      removeOldJournals(path, oldest)
      continue
    }
    retire(name)
    if (lastChange(path) < oldest) rmSync(path, { recursive: true, force: true })
  }
}

/** A child that runs on gets new journals. */
function removeOldJournals(folder: string, oldest: number): void {
  for (const path of journalPaths(folder).filter(isRetired)) {
    if ((statsOf(path)?.mtimeMs ?? oldest) < oldest) rmSync(path, { force: true })
  }
}

/** When a task wrote to its log, or something was written about an attempt. In milliseconds since the epoch. */
function lastChange(path: string): number {
  const files = [join(path, 'log'), ...journalPaths(path)].map(statsOf).filter((stats) => stats !== null)
  return files.length === 0 ? lstatSync(path).mtimeMs : Math.max(...files.map(({ mtimeMs }) => mtimeMs))
}

function isChildRunning(path: string, table: ProcessTable): boolean {
  const child = readChildProcess(join(path, 'process'))
  return child !== null && isHandleRunning(table, child)
}

/** Records the process of a child, so that a later worker finds a child that could not exit. */
export function writeChildProcess(folder: string, child: ProcessHandle): void {
  writeNewFile(join(folder, 'process'), `${formatHandle(child)}\n`)
}

/** A line without its line end does not count. */
function readChildProcess(path: string): ProcessHandle | null {
  const [line = '', ...rest] = readWhatIsThere(path)?.split('\n') ?? []
  return rest.length > 0 ? parseHandle(line) : null
}

export interface LeftChildren {
  readonly folder: string
  readonly table: ProcessTable
  /** Children of this home that run. */
  readonly living: readonly LivingChild[]
  /** Whether a child may have a task. */
  isInUse(child: Pick<LivingChild, 'id' | 'attemptIds'>): boolean
}

/** Ends children of earlier workers without a task. Most exit with their worker, but not one that is busy. */
export function endLeftChildren({ folder, table, living, isInUse }: LeftChildren): void {
  for (const child of living) if (!isInUse(child)) killGroup(child.identity)
  for (const name of readdirSync(folder)) {
    const path = join(folder, name, 'process')
    const child = readChildProcess(path)
    if (child === null || living.some(({ id }) => id === name)) continue
    if (isInUse({ id: name, attemptIds: [] })) continue
    if (isHandleRunning(table, child)) killGroup(child.identity)
    rmSync(path, { force: true, recursive: true })
  }
}

function killGroup({ pid }: ProcessIdentity): void {
  try {
    process.kill(-pid, 'SIGKILL')
  } catch {
    // It has ended.
  }
}
