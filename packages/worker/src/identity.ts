import { randomUUID } from 'node:crypto'
import { rmSync } from 'node:fs'
import { readWhatIsThere, writeWhole } from './journal/atomic-file.ts'

/** The server knows a worker, and the attempts it gave it, by this name. */
const WORKER_ID = /^[A-Za-z0-9_-]{1,128}$/
const STORE_ID = /^[\w.:-]{1,128}$/

export interface IdentityFiles {
  readonly workerIdFile: string
  /** The name once more, for the day on which the file with it is damaged. */
  readonly workerIdCopy: string
}

/** The name of this worker, kept for as long as its home is. What was damaged is written anew. */
export function readWorkerId({ workerIdFile, workerIdCopy }: IdentityFiles): string {
  const [kept, copy] = [readName(workerIdFile, WORKER_ID), readName(workerIdCopy, WORKER_ID)]
  const workerId = kept ?? copy ?? `worker-${randomUUID()}`
  if (kept !== workerId) writeName(workerIdFile, workerId)
  if (copy !== workerId) writeName(workerIdCopy, workerId)
  return workerId
}

/** The store that the attempts of this worker belong to, null before the first welcome. */
export function readStoreId(path: string): string | null {
  return readName(path, STORE_ID)
}

export function writeStoreId(path: string, storeId: string): void {
  writeName(path, storeId)
}

function readName(path: string, form: RegExp): string | null {
  const name = readWhatIsThere(path)?.trim() ?? ''
  return form.test(name) ? name : null
}

function writeName(path: string, name: string): void {
  // Whatever has taken its place, a folder too.
  rmSync(path, { recursive: true, force: true })
  writeWhole(path, `${name}\n`)
}
