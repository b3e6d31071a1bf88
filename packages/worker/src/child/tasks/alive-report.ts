import { closeSync, utimesSync } from 'node:fs'
import { openFile } from '@aiflow/sdk/files'
import { isFileError } from '../../system/atomic-file.ts'

/** More frequent reports make no difference. */
const PACE_MS = 10

/** Creates the function by which a task reports that it is alive. It does nothing if there is no limit. */
export function createAliveReport(file: string, livenessSeconds: number | null | undefined): () => void {
  if (!livenessSeconds) return () => undefined
  let lastReport = Number.NEGATIVE_INFINITY
  return () => {
    if (performance.now() - lastReport < PACE_MS) return
    lastReport = performance.now()
    touch(file)
  }
}

function touch(file: string): void {
  const now = Date.now() / 1000
  try {
    utimesSync(file, now, now)
  } catch (error) {
    if (!isFileError(error, 'ENOENT')) throw error
    closeSync(openFile(file, 'append'))
  }
}
