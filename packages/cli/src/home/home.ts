import { join } from 'node:path'
import { AIFlowError, isAIFlowError } from '@aiflow/sdk'
import { isDamagedFile, lockHolder, readTextFile, SMALL_FILE_BYTES } from '@aiflow/sdk/files'
import { isFrozen, isSameProcessAlive } from './processes.ts'

/** What a running server writes about itself into `<home>/server.json`. */
export interface ServerFile {
  readonly url: string
  readonly pid: number
  readonly version: string
  /** When its process started, in the kernel's count; null for a server of 0.1.0, which does not say. */
  readonly startTime: string | null
}

/** The folder of one server: its database, its token, its logs, its worker. */
export class Home {
  readonly folder: string

  constructor(folder: string) {
    this.folder = folder
  }

  get serverFile(): string {
    return join(this.folder, 'server.json')
  }

  get tokenFile(): string {
    return join(this.folder, 'token')
  }

  get storeFile(): string {
    return join(this.folder, 'aiflow.db')
  }

  /** Its time is that of the last complete backup. */
  get lastBackupFile(): string {
    return join(this.folder, 'last-backup.json')
  }

  get blobFolder(): string {
    return join(this.folder, 'blobs')
  }

  get logFolder(): string {
    return join(this.folder, 'logs')
  }

  /** The running server of this home, or null. A file that a killed server left behind does not count. */
  runningServer(): ServerFile | null {
    const server = readServerFile(this.serverFile)
    return server !== null && isSameProcessAlive(server.pid, server.startTime) ? server : null
  }

  /** The running server of this home. Throws `SERVER_UNAVAILABLE` if there is none. */
  requireServer(): ServerFile {
    const server = this.runningServer()
    if (server !== null) return server
    const holder = lockHolder(`${this.storeFile}.lock`)
    if (holder !== null) throw unnamedServer(this.serverFile, holder)
    throw new AIFlowError(
      'SERVER_UNAVAILABLE',
      `No server is running for the home "${this.folder}". Start one with "aiflow server start -d".`,
      { details: { home: this.folder } },
    )
  }

  /** The token of the home, or null if no server has run here yet. */
  token(): string | null {
    return readIfThere(this.tokenFile)?.trim() ?? null
  }
}

/** The error about a process that holds the store while nothing says where it listens. */
function unnamedServer(path: string, pid: number): AIFlowError {
  const goOn = isFrozen(pid)
    ? `It is frozen (stopped by a signal): resume it with "kill -CONT ${pid}"`
    : 'A server that has just started, or whose file was removed, writes it within seconds: try again'
  const message = `Process ${pid} uses the store of this home, but "${path}" does not name its server. ${goOn}, or end it with "kill -9 ${pid}" and start a server. Nothing that was acknowledged is lost, and tasks continue.`
  return new AIFlowError('SERVER_UNAVAILABLE', message, { details: { path, pid } })
}

/** Null if the file is missing or was not written by a server. */
export function readServerFile(path: string): ServerFile | null {
  try {
    const text = readIfThere(path)
    if (text === null) return null
    const { url, pid, version, startTime } = JSON.parse(text)
    if (typeof url !== 'string' || !Number.isSafeInteger(pid)) return null
    return { url, pid, version: String(version), startTime: typeof startTime === 'string' ? startTime : null }
  } catch (error) {
    if (isAIFlowError(error) && !isDamagedFile(error.cause)) throw error
    // Cut off by a crash, or something else; the next start of the server writes it again.
    return null
  }
}

function readIfThere(path: string): string | null {
  try {
    return readTextFile(path, { maxBytes: SMALL_FILE_BYTES })
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return null
    const reason = error instanceof Error ? error.message : String(error)
    const advice = isDamagedFile(error)
      ? 'Move it away; "aiflow server start" creates a new one.'
      : 'Check its owner and its permissions.'
    throw new AIFlowError('INVALID_ARGUMENT', `Cannot read "${path}": ${reason}. ${advice}`, { cause: error })
  }
}
