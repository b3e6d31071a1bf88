import { startTimer } from '@aiflow/sdk/internal/time'
import type { AskToStop, AttemptProcess, ProcessEnd } from '../attempts/attempt-process.ts'
import type { AttemptJournal } from '../journal/attempt-journal.ts'
import { isRunning, type ProcessIdentity, type ProcessTable } from '../machine/process-table.ts'
import { shortageOf } from '../system/shortage.ts'
import { type LocalProcessMarks, localProcess } from './local-process.ts'

/** This worker is not the parent of the process, so it gets no notice of the end and has to look. */
const LOOK_MS = 100

export interface AdoptedOptions extends LocalProcessMarks {
  readonly files: Pick<AttemptJournal, 'claimedAt'>
  readonly askToStop?: AskToStop
  readonly logEnd?: () => number | null
}

/** Supervises a process that an earlier worker started. Shims and adopted children end with their attempt. */
export function adoptProcess(options: AdoptedOptions): AttemptProcess {
  return {
    ...localProcess(options),
    startedAt: options.files.claimedAt() ?? Date.now(),
    ended: lookForEnd(options.table, options.leader),
    askToStop: options.askToStop ?? null,
    logEnd: options.logEnd ?? (() => null),
  }
}

/** Resolves when the process has gone. How it ended is not known. */
export function lookForEnd(table: ProcessTable, leader: ProcessIdentity): Promise<ProcessEnd> {
  return new Promise((resolve) => {
    const look = () => {
      if (mayRun(table, leader)) startTimer(look, LOOK_MS)
      else resolve({ exit: null, clean: false, hint: null })
    }
    look()
  })
}

/** While nobody can look, nothing counts as ended. */
export function mayRun(table: ProcessTable, leader: ProcessIdentity): boolean {
  try {
    return isRunning(table, leader)
  } catch (error) {
    if (shortageOf(error) !== null) return true
    throw error
  }
}
