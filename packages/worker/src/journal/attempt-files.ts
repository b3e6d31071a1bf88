import type { AttemptFolder } from './attempt-folder.ts'
import type { AttemptJournal, WrittenEnd } from './attempt-journal.ts'

/** All files of an attempt. */
export interface AttemptFiles extends AttemptJournal {
  /** The folder for files that the attempt needs. It may not exist. */
  readonly folder: AttemptFolder
  /** Takes what the process of the attempt said about its end, which it had written before. */
  hear(end: WrittenEnd): void
}
