import { createHash } from 'node:crypto'
import { chmodSync, mkdirSync, readdirSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { AIFlowError } from '@aiflow/sdk/internal/errors'
import { shortageOf } from './system/shortage.ts'
import { statsOf } from './system/stats-of.ts'

/** The kernel's limit of a Unix socket path is 108 bytes, 104 on macOS, with the closing NUL. */
const MAX_SOCKET_PATH_BYTES = 103

/** Where the worker keeps its files, all below `<AIFLOW_HOME>/worker`. */
export interface WorkerHome {
  /** `<AIFLOW_HOME>`, shared with the server. */
  readonly home: string
  readonly serverFile: string
  readonly tokenFile: string
  readonly root: string
  readonly attempts: string
  readonly settled: string
  /** Of each attempt that has a working folder of its own. */
  readonly folders: string
  readonly children: string
  readonly snapshots: string
  /** What is fetched of questions to conditions, until they are answered. */
  readonly questions: string
  readonly bin: string
  readonly lockFile: string
  readonly workerIdFile: string
  readonly workerIdCopy: string
  readonly storeIdFile: string
  readonly socket: string
}

/** Names the files of a worker; touches nothing. */
export function workerHome(home: string): WorkerHome {
  const root = join(home, 'worker')
  return {
    home,
    serverFile: join(home, 'server.json'),
    tokenFile: join(home, 'token'),
    root,
    attempts: join(root, 'attempts'),
    settled: join(root, 'settled'),
    folders: join(root, 'folders'),
    children: join(root, 'children'),
    snapshots: join(root, 'snapshots'),
    questions: join(root, 'questions'),
    bin: join(root, 'bin'),
    lockFile: join(root, 'lock'),
    workerIdFile: join(root, 'worker-id'),
    workerIdCopy: join(root, 'worker-id.copy'),
    storeIdFile: join(root, 'store-id'),
    socket: socketPath(root),
  }
}

/** Throws WORKER_UNAVAILABLE where one of them cannot be used, with what to do. */
export function createFolders(home: WorkerHome): void {
  for (const folder of foldersOf(home)) {
    try {
      mkdirSync(folder, { recursive: true, mode: 0o700 })
      // Also where somebody else has made it: what tasks were told and printed is for their owner.
      chmodSync(folder, 0o700)
      readdirSync(folder)
    } catch (error) {
      if (shortageOf(error) !== null) throw error
      throw unusable(folder, error)
    }
  }
}

/** Makes those anew that somebody has removed. Throws as `createFolders` does. */
export function renewFolders(home: WorkerHome): void {
  if (foldersOf(home).some((folder) => !statsOf(folder)?.isDirectory())) createFolders(home)
}

function foldersOf({ root, attempts, settled, folders, children, snapshots, bin }: WorkerHome): string[] {
  return [root, attempts, settled, folders, children, snapshots, bin]
}

function unusable(folder: string, cause: unknown): AIFlowError {
  const reason = cause instanceof Error ? cause.message : String(cause)
  const message = `The worker cannot use its folder "${folder}" (${reason}). Check its owner and its disk, or move what is in its place away.`
  return new AIFlowError('WORKER_UNAVAILABLE', message, { details: { folder }, cause })
}

function socketPath(root: string): string {
  const path = join(root, 'worker.sock')
  if (Buffer.byteLength(path) <= MAX_SOCKET_PATH_BYTES) return path
  const digest = createHash('sha256').update(root).digest('hex').slice(0, 16)
  return join(tmpdir(), `aiflow-${digest}.sock`)
}
