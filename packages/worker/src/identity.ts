import { createHash } from 'node:crypto'
import { readFileSync, rmSync, statSync } from 'node:fs'
import { hostname } from 'node:os'
import { dirname } from 'node:path'
import { SMALL_FILE_BYTES } from '@aiflow/sdk/files'
import { readWhatIsThere, writeWhole } from './system/atomic-file.ts'

/** The name by which the server knows a worker and its attempts. */
const WORKER_ID = /^worker-[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/
const STORE_ID = /^[\w.:-]{1,128}$/

export interface IdentityFiles {
  readonly workerIdFile: string
  /** A copy, in case `workerIdFile` is damaged. */
  readonly workerIdCopy: string
}

/**
 * The name of this worker, which stays the same for as long as its home exists. A damaged file is written again from its copy,
 * or from the folder itself, from which the first name was made.
 */
export function readWorkerId({ workerIdFile, workerIdCopy }: IdentityFiles): string {
  const [kept, copy] = [readName(workerIdFile, WORKER_ID), readName(workerIdCopy, WORKER_ID)]
  const workerId = kept ?? copy ?? nameAfter(dirname(workerIdFile))
  if (kept !== workerId) writeName(workerIdFile, workerId)
  if (copy !== workerId) writeName(workerIdCopy, workerId)
  return workerId
}

/** A name that is unique to this folder on this machine. */
function nameAfter(folder: string): string {
  const { ino, birthtimeNs } = statSync(folder, { bigint: true })
  const digest = createHash('sha256').update(`${machineName()} ${ino} ${birthtimeNs}`).digest('hex')
  const parts = [0, 8, 12, 16, 20, 32]
  return `worker-${parts
    .slice(1)
    .map((end, index) => digest.slice(parts[index], end))
    .join('-')}`
}

function machineName(): string {
  try {
    return readFileSync('/etc/machine-id', 'utf8').trim()
  } catch {
    // Not every system has one.
    return hostname()
  }
}

/** The store that the attempts of this worker belong to. Null before the first connection to a server. */
export function readStoreId(path: string): string | null {
  return readName(path, STORE_ID)
}

export function writeStoreId(path: string, storeId: string): void {
  writeName(path, storeId)
}

function readName(path: string, form: RegExp): string | null {
  const name = readWhatIsThere(path, { maxBytes: SMALL_FILE_BYTES })?.trim() ?? ''
  return form.test(name) ? name : null
}

function writeName(path: string, name: string): void {
  // Something else may have taken its place, even a folder.
  rmSync(path, { recursive: true, force: true })
  writeWhole(path, `${name}\n`)
}
