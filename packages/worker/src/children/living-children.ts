import { join } from 'node:path'
import { SMALL_FILE_BYTES } from '@aiflow/sdk/files'
import type { ProcessIdentity, ProcessTable } from '../machine/process-table.ts'
import { readWhatIsThere } from '../system/atomic-file.ts'
import { readRunningNotes } from './shared/running-notes.ts'

/**
 * A child is started with this variable, which holds its id and the socket of its worker. The child removes it from what its
 * tasks inherit. Unlike files and process titles, the environment that a process was started with cannot be lost.
 */
export const CHILD_VARIABLE = 'AIFLOW_CHILD'

/** A running child of this home. An earlier worker may have started it. */
export interface LivingChild {
  readonly id: string
  readonly identity: ProcessIdentity
  /** The attempts that it runs, or the one that it ran last, according to its files. Empty if that is unknown. */
  readonly attemptIds: readonly string[]
  /** Whether it runs many attempts at once. */
  readonly isShared: boolean
}

/** Identifies the children of a home. */
export interface ChildrenPlace {
  readonly socket: string
  readonly children: string
}

export function childVariable(childId: string, socket: string): string {
  return `${childId} ${socket}`
}

export function livingChildren(table: ProcessTable, { socket, children }: ChildrenPlace): LivingChild[] {
  return [...table.variables(CHILD_VARIABLE)].flatMap(([pid, value]) => {
    const [id = ''] = value.split(' ', 1)
    const row = table.find(pid)
    if (value !== childVariable(id, socket) || row === null || row.zombie || row.groupId !== pid) return []
    const folder = join(children, id)
    const shared = readRunningNotes(folder)
    const attemptIds = shared ?? attemptOf(join(folder, 'token'))
    return [{ id, identity: { pid, startTime: row.startTime }, attemptIds, isShared: shared !== null }]
  })
}

/** The second part of a token is the id of its attempt. */
function attemptOf(tokenFile: string): readonly string[] {
  const [prefix, attemptId, signature] = (readWhatIsThere(tokenFile, { maxBytes: SMALL_FILE_BYTES }) ?? '').split('.')
  return prefix === 'task' && attemptId !== undefined && signature !== undefined ? [attemptId] : []
}
