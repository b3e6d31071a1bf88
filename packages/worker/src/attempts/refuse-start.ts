import type { AttemptFolder } from '../journal/attempt-folder.ts'
import { isFileError } from '../system/atomic-file.ts'

/** Leaves a tombstone. False if the attempt was claimed before. Without its folder the attempt cannot start. */
export function refuseStart(folder: AttemptFolder): boolean {
  try {
    return folder.bury()
  } catch (error) {
    if (isFileError(error, 'ENOENT') || isFileError(error, 'ENOTDIR')) return true
    throw error
  }
}
