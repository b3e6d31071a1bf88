import type { AttemptJournal } from '../journal/attempt-journal.ts'
import { isFileError } from '../system/atomic-file.ts'

/** Leaves a tombstone. False if the attempt was claimed before. Without its folder the attempt cannot start. */
export function refuseStart(files: AttemptJournal): boolean {
  try {
    return files.bury()
  } catch (error) {
    if (isFileError(error, 'ENOENT') || isFileError(error, 'ENOTDIR')) return true
    throw error
  }
}
