import { join } from 'node:path'
import { SMALL_FILE_BYTES } from '@aiflow/sdk/files'
import type { ProcessIdentity, ProcessTable } from '../machine/process-table.ts'
import { readWhatIsThere } from '../system/atomic-file.ts'

/**
 * A child is started with this variable: its id and the socket of its worker. It takes it out of what its tasks inherit.
 * The environment that a process was started with outlives every file of ours, and what the process calls itself.
 */
export const CHILD_VARIABLE = 'AIFLOW_CHILD'

/** A child of this home that runs, whoever started it. */
export interface LivingChild {
  readonly id: string
  readonly identity: ProcessIdentity
  /** What it runs, or ran last: the token that it was given says so. Null where that cannot be told. */
  readonly attemptId: string | null
}

/** What the children of a home are known by. */
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
    const { startTime } = row
    return [{ id, identity: { pid, startTime }, attemptId: attemptOf(join(children, id, 'token')) }]
  })
}

/** The second part of a token is the attempt that it was made for. */
function attemptOf(tokenFile: string): string | null {
  const [prefix, attemptId, signature] = (readWhatIsThere(tokenFile, { maxBytes: SMALL_FILE_BYTES }) ?? '').split('.')
  return prefix === 'task' && attemptId !== undefined && signature !== undefined ? attemptId : null
}
