import { readdirSync, rmSync } from 'node:fs'
import { basename, join } from 'node:path'
import { SMALL_FILE_BYTES } from '@aiflow/sdk/files'
import type { ProcessIdentity, ProcessTable } from '../../machine/process-table.ts'
import { readWhatIsThere } from '../../system/atomic-file.ts'

export const AHEAD_SHIM_NAME = 'aiflow-ahead'
/** A program that is started ahead has this variable, which holds its id and its folder. */
export const AHEAD_VARIABLE = 'AIFLOW_AHEAD'

/** A process of this home that was started ahead of its attempt, perhaps by an earlier worker. */
export interface LivingAhead {
  readonly id: string
  /** The shim. */
  readonly identity: ProcessIdentity
  /** What its processes have in their environment. */
  readonly mark: string
  /** Null if it has no attempt yet. */
  readonly attemptId: string | null
}

export function aheadVariable(id: string, folder: string): string {
  return `${id} ${folder}`
}

export function livingAhead(table: ProcessTable, folder: string): LivingAhead[] {
  return [...table.variables(AHEAD_VARIABLE)].flatMap(([pid, value]) => {
    const [id = ''] = value.split(' ', 1)
    const own = join(folder, id)
    const row = table.find(pid)
    if (value !== aheadVariable(id, own) || row === null || row.zombie || row.groupId !== pid) return []
    // What the module has started may lead a group, too.
    if (!table.commandOf(pid)?.includes(`${AHEAD_SHIM_NAME} ${own}`)) return []
    const mark = `${AHEAD_VARIABLE}=${value}`
    return [{ id, identity: { pid, startTime: row.startTime }, mark, attemptId: attemptOf(own) }]
  })
}

/** Kills what has the mark, and the process group `groupId`, if it has members. */
export function killAhead(table: ProcessTable, mark: string, groupId: number | null): void {
  const marked = table.withEnvironment(mark).map(({ pid }) => pid)
  for (const target of [...(groupId === null ? [] : [-groupId]), ...marked]) {
    try {
      process.kill(target, 'SIGKILL')
    } catch {
      // It has ended.
    }
  }
}

/** Removes what processes left that have ended, and ends what they have started. Those with an attempt are left alone. */
export function sweepAhead(table: ProcessTable, folder: string): void {
  const living = new Set(livingAhead(table, folder).map(({ id }) => id))
  const values = new Set(table.variables(AHEAD_VARIABLE).values())
  for (const value of values) {
    const [id = ''] = value.split(' ', 1)
    if (value === aheadVariable(id, join(folder, id)) && !living.has(id))
      killAhead(table, `${AHEAD_VARIABLE}=${value}`, null)
  }
  for (const name of namesIn(folder))
    if (!living.has(name)) rmSync(join(folder, name), { recursive: true, force: true })
}

/** It writes the folder of its attempt as one line, before it claims it. */
function attemptOf(folder: string): string | null {
  const [line, ...rest] = (readWhatIsThere(join(folder, 'attempt'), { maxBytes: SMALL_FILE_BYTES }) ?? '').split('\n')
  return line !== undefined && rest.length > 0 ? basename(line) : null
}

function namesIn(folder: string): string[] {
  try {
    return readdirSync(folder)
  } catch {
    // Nothing was started ahead yet.
    return []
  }
}
