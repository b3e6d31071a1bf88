import type { AttemptProcess } from '../attempts/attempt-process.ts'
import type { Cgroup } from '../machine/cgroups.ts'
import { ProcessFamily } from '../machine/process-family.ts'
import type { ProcessIdentity, ProcessTable } from '../machine/process-table.ts'
import { shortageOf } from '../system/shortage.ts'

export interface LocalProcessMarks {
  readonly table: ProcessTable
  readonly attemptId: string
  /** The process that runs the attempt. It leads a process group. */
  readonly leader: ProcessIdentity
  readonly cgroup: Cgroup
  /** What else its processes may have in their environment, as `NAME=value`. */
  readonly also?: string | undefined
}

type LocalProcess = Pick<AttemptProcess, 'pid' | 'family' | 'frozen' | 'release'>

/** What every attempt on this machine has in common, whether this worker started it or an earlier one. */
export function localProcess({ table, attemptId, leader, cgroup, also }: LocalProcessMarks): LocalProcess {
  return {
    pid: leader.pid,
    family: new ProcessFamily(table, { leader, attemptId, cgroup, also }),
    frozen: () => (isFrozen(table, leader) ? `kill -CONT ${leader.pid}` : null),
    release: () => cgroup.remove(),
  }
}

/** While nobody can look, nothing counts as frozen. */
export function isFrozen(table: ProcessTable, { pid, startTime }: ProcessIdentity): boolean {
  try {
    const row = table.find(pid)
    return row?.frozen === true && row.startTime === startTime
  } catch (error) {
    if (shortageOf(error) !== null) return false
    throw error
  }
}
