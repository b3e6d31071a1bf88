import type { AttemptFolder } from '../journal/attempt-folder.ts'
import { isRunning, type ProcessIdentity, type ProcessTable } from '../machine/process-table.ts'
import type { AttemptProcess, ProcessEnd } from './attempt-process.ts'

/** We are not the parent of what an earlier worker started, so its end is looked for. */
const LOOK_MS = 100

export interface AdoptedOptions {
  readonly folder: AttemptFolder
  readonly leader: ProcessIdentity
  readonly table: ProcessTable
  /** True for children: they outlive their outcome for a moment. A shim ends with it. */
  readonly endsWithOutcome: boolean
  readonly askToStop?: () => Promise<void>
  readonly logEnd?: () => number | null
}

/** Supervises a process that an earlier worker started. */
export function adoptProcess(options: AdoptedOptions): AttemptProcess {
  return {
    leader: options.leader,
    startedAt: options.folder.claimedAt() ?? Date.now(),
    ended: lookForEnd(options),
    askToStop: options.askToStop ?? null,
    logEnd: options.logEnd ?? (() => null),
  }
}

function lookForEnd({ folder, leader, table, endsWithOutcome }: AdoptedOptions): Promise<ProcessEnd> {
  return new Promise((resolve) => {
    const look = () => {
      const over = !isRunning(table, leader) || (endsWithOutcome && folder.readOutcome() !== null)
      if (over) resolve({ exit: null, clean: false, hint: null })
      else setTimeout(look, LOOK_MS)
    }
    look()
  })
}
