import { join } from 'node:path'
import { SMALL_FILE_BYTES } from '@aiflow/sdk/files'
import { createOnce, readWhatIsThere } from '../../system/atomic-file.ts'

const MAX_CHARACTERS = 8000

/**
 * Says in the folder of a child, before its end, why it is ended: for this worker and for later ones. The first reason counts.
 * It follows "The process that the task shared with others".
 */
export function writeEndReason(folder: string, reason: string): void {
  try {
    createOnce(fileIn(folder), `${reason.slice(0, MAX_CHARACTERS).toWellFormed()}\n`)
  } catch {
    // It is ended nevertheless, on a full disk without a reason.
  }
}

/** Null if nobody gave a reason. */
export function readEndReason(folder: string): string | null {
  return readWhatIsThere(fileIn(folder), { maxBytes: SMALL_FILE_BYTES })?.trimEnd() || null
}

function fileIn(folder: string): string {
  return join(folder, 'end')
}
