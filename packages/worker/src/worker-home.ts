import { createHash } from 'node:crypto'
import { chmodSync, mkdirSync, readdirSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { AIFlowError } from '@aiflow/sdk/internal/errors'
import { shortageOf } from './system/shortage.ts'
import { statsOf } from './system/stats-of.ts'

/** The kernel limits the path of a Unix socket to 108 bytes (macOS: 104), including the final NUL. */
const MAX_SOCKET_PATH_BYTES = 103

/** The paths of the files of a worker. Its own files are below `<AIFLOW_HOME>/worker`. */
export interface WorkerHome {
  /** `<AIFLOW_HOME>`, shared with the server. */
  readonly home: string
  readonly serverFile: string
  readonly tokenFile: string
  readonly root: string
  readonly attempts: string
  readonly settled: string
  /** The working folders of attempts. */
  readonly folders: string
  /** The files of the secrets of running attempts. */
  readonly secrets: string
  readonly children: string
  readonly snapshots: string
  /** The content of large questions to conditions, until they are answered. */
  readonly questions: string
  readonly bin: string
  /** The environments of Python that tasks asked for. */
  readonly environments: string
  /** What was started ahead of its attempt. */
  readonly ahead: string
  /** The npm packages that bundles ask for. */
  readonly packages: string
  readonly lockFile: string
  readonly workerIdFile: string
  readonly workerIdCopy: string
  readonly storeIdFile: string
  readonly socket: string
}

/** Names the files of a worker, without touching any. */
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
    secrets: join(root, 'secrets'),
    children: join(root, 'children'),
    snapshots: join(root, 'snapshots'),
    questions: join(root, 'questions'),
    bin: join(root, 'bin'),
    environments: join(root, 'environments'),
    ahead: join(root, 'ahead'),
    packages: join(root, 'packages'),
    lockFile: join(root, 'lock'),
    workerIdFile: join(root, 'worker-id'),
    workerIdCopy: join(root, 'worker-id.copy'),
    storeIdFile: join(root, 'store-id'),
    socket: socketPath(root),
  }
}

/** Throws WORKER_UNAVAILABLE, with advice, if a folder cannot be used. */
export function createFolders(home: WorkerHome): void {
  for (const folder of foldersOf(home)) {
    try {
      mkdirSync(folder, { recursive: true, mode: 0o700 })
      // Somebody else may have created it. Input and logs of tasks are for their owner only.
      chmodSync(folder, 0o700)
      readdirSync(folder)
    } catch (error) {
      if (shortageOf(error) !== null) throw error
      throw unusable(folder, error)
    }
  }
}

/** Creates folders again that were removed. Throws like `createFolders`. */
export function renewFolders(home: WorkerHome): void {
  if (foldersOf(home).some((folder) => !statsOf(folder)?.isDirectory())) createFolders(home)
}

function foldersOf({ root, attempts, settled, folders, children, snapshots, bin }: WorkerHome): string[] {
  return [root, attempts, settled, folders, children, snapshots, bin]
}

function unusable(folder: string, cause: unknown): AIFlowError {
  const reason = cause instanceof Error ? cause.message : String(cause)
  const message = `The worker cannot use its folder "${folder}" (${reason}). Check its owner and its disk, or move away whatever is in its place.`
  return new AIFlowError('WORKER_UNAVAILABLE', message, { details: { folder }, cause })
}

function socketPath(root: string): string {
  const path = join(root, 'worker.sock')
  if (Buffer.byteLength(path) <= MAX_SOCKET_PATH_BYTES) return path
  const digest = createHash('sha256').update(root).digest('hex').slice(0, 16)
  return join(tmpdir(), `aiflow-${digest}.sock`)
}
