import { startTimer } from '@aiflow/sdk/internal/time'
import type { AskToStop, AttemptProcess, ProcessEnd } from '../attempts/attempt-process.ts'
import type { AttemptFolder } from '../journal/attempt-folder.ts'
import type { Cgroup } from '../machine/cgroups.ts'
import { isRunning, type ProcessIdentity, type ProcessTable } from '../machine/process-table.ts'
import { shortageOf } from '../system/shortage.ts'

/** We are not the parent of what an earlier worker started, so its end is looked for. */
const LOOK_MS = 100

export interface AdoptedOptions {
  readonly folder: AttemptFolder
  readonly leader: ProcessIdentity
  readonly cgroup: Cgroup
  readonly table: ProcessTable
  readonly askToStop?: AskToStop
  readonly logEnd?: () => number | null
}

/** Supervises a process that an earlier worker started. Shims and adopted children end with their attempt. */
export function adoptProcess(options: AdoptedOptions): AttemptProcess {
  return {
    leader: options.leader,
    cgroup: options.cgroup,
    startedAt: options.folder.claimedAt() ?? Date.now(),
    ended: lookForEnd(options),
    askToStop: options.askToStop ?? null,
    logEnd: options.logEnd ?? (() => null),
  }
}

function lookForEnd({ leader, table }: AdoptedOptions): Promise<ProcessEnd> {
  return new Promise((resolve) => {
    const look = () => {
      if (mayRun(table, leader)) startTimer(look, LOOK_MS)
      else resolve({ exit: null, clean: false, hint: null })
    }
    look()
  })
}

/** While nobody can look, nothing counts as ended. */
function mayRun(table: ProcessTable, leader: ProcessIdentity): boolean {
  try {
    return isRunning(table, leader)
  } catch (error) {
    if (shortageOf(error) !== null) return true
    throw error
  }
}
