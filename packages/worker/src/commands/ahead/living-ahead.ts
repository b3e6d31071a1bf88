import { readdirSync, rmSync } from 'node:fs'
import { basename, join } from 'node:path'
import { SMALL_FILE_BYTES } from '@aiflow/sdk/files'
import type { ProcessIdentity, ProcessTable } from '../../machine/process-table.ts'
import { readWhatIsThere } from '../../system/atomic-file.ts'

/** A program that is started ahead has this variable, which holds its id and its folder. */
export const AHEAD_VARIABLE = 'AIFLOW_AHEAD'

/** A process of this home that was started ahead of its attempt, perhaps by an earlier worker. */
export interface LivingAhead {
  readonly id: string
  /** The shim. */
  readonly identity: ProcessIdentity
  /** Null if it has no attempt yet. */
  readonly attemptId: string | null
}

export function aheadVariable(id: string, folder: string): string {
  return `${id} ${folder}`
}

export function livingAhead(table: ProcessTable, folder: string): LivingAhead[] {
  return [...table.variables(AHEAD_VARIABLE)].flatMap(([pid, value]) => {
    const [id = ''] = value.split(' ', 1)
    const row = table.find(pid)
    if (value !== aheadVariable(id, join(folder, id)) || row === null || row.zombie || row.groupId !== pid) return []
    return [{ id, identity: { pid, startTime: row.startTime }, attemptId: attemptOf(join(folder, id)) }]
  })
}

/** Removes what processes left that have ended. */
export function sweepAhead(table: ProcessTable, folder: string): void {
  const living = new Set(livingAhead(table, folder).map(({ id }) => id))
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
