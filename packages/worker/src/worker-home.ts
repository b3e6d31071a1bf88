import { createHash } from 'node:crypto'
import { mkdirSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

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
  readonly bin: string
  readonly lockFile: string
  readonly workerIdFile: string
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
    bin: join(root, 'bin'),
    lockFile: join(root, 'lock'),
    workerIdFile: join(root, 'worker-id'),
    storeIdFile: join(root, 'store-id'),
    socket: socketPath(root),
  }
}

export function createFolders(home: WorkerHome): void {
  for (const folder of [home.attempts, home.settled, home.folders, home.children, home.snapshots, home.bin]) {
    mkdirSync(folder, { recursive: true, mode: 0o700 })
  }
}

function socketPath(root: string): string {
  const path = join(root, 'worker.sock')
  if (Buffer.byteLength(path) <= MAX_SOCKET_PATH_BYTES) return path
  const digest = createHash('sha256').update(root).digest('hex').slice(0, 16)
  return join(tmpdir(), `aiflow-${digest}.sock`)
}
