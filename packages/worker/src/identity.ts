import { randomUUID } from 'node:crypto'
import { readOrNull, writeWhole } from './journal/atomic-file.ts'

/** The name of this worker, kept for as long as its home is. */
export function readWorkerId(path: string): string {
  const kept = readOrNull(path)?.trim() ?? ''
  if (kept !== '') return kept
  const workerId = `worker-${randomUUID()}`
  writeWhole(path, `${workerId}\n`)
  return workerId
}

/** The store that the attempts of this worker belong to, null before the first welcome. */
export function readStoreId(path: string): string | null {
  return readOrNull(path)?.trim() ?? null
}

export function writeStoreId(path: string, storeId: string): void {
  writeWhole(path, `${storeId}\n`)
}
