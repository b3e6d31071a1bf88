import { linkSync, rmSync } from 'node:fs'
import { connect } from 'node:net'
import { readTextFile, SMALL_FILE_BYTES, writeNewFile } from '@aiflow/sdk/files'
import { AIFlowError } from '@aiflow/sdk/internal/errors'
import { startInterval, stopTimer, type Timer } from '@aiflow/sdk/internal/time'
import { isRunning, type ProcessIdentity, type ProcessTable } from './machine/process-table.ts'
import { isFileError } from './system/atomic-file.ts'
import { CachedLook } from './system/cached-look.ts'

const LOOK_MS = 1000

export interface LockWatch {
  /** Called each time that the file is found to name this worker. */
  held(): void
  /** Called once, when the file names another running worker. */
  lost(): void
}

/**
 * Ensures that only one worker runs per home.
 *
 * - The lock file names the worker.
 * - If the file is damaged, the socket of the worker shows that there is one, even if it is frozen. The worker writes the file
 *   again within a second.
 * - If both are gone, a second worker can start. Then the worker that the file does not name leaves. Meanwhile, no attempt
 *   starts twice: a claim refuses a second command, and a worker looks at the file before a child hears of an attempt.
 */
export class HomeLock {
  readonly #path: string
  readonly #table: ProcessTable
  readonly #content: string
  readonly #file: CachedLook<string>
  #looking: Timer | null = null
  #isAlone = true

  constructor(path: string, table: ProcessTable) {
    this.#path = path
    this.#table = table
    this.#file = new CachedLook(path, () => readTextFile(path, { maxBytes: SMALL_FILE_BYTES }))
    this.#content = `${process.pid} ${table.find(process.pid)?.startTime ?? ''} ${table.bootId}\n`
  }

  /** Throws ALREADY_EXISTS if another worker holds it. */
  acquire(): void {
    const draft = `${this.#path}.${process.pid}`
    writeNewFile(draft, this.#content)
    try {
      while (!this.#link(draft)) this.#removeStale()
    } finally {
      rmSync(draft, { force: true })
    }
  }

  /** Throws ALREADY_EXISTS if a worker listens that the file does not name. */
  async refuseUnnamed(socket: string): Promise<void> {
    if (!(await isListening(socket))) return
    this.release()
    const message = `A worker already runs in this home: it listens at "${socket}", although "${this.#path}" does not name it. It writes its name again within a second. If it is frozen, find its process with "fuser ${socket}".`
    throw new AIFlowError('ALREADY_EXISTS', message)
  }

  /** Whether no other worker runs. It looks anew each time, since this worker may have been frozen since the last look. */
  isAlone(): boolean {
    this.#notice()
    return this.#isAlone
  }

  /** Checks the file every second from now on, and writes it again if it is damaged. */
  keep(watch: LockWatch): void {
    this.#looking = startInterval(() => this.#look(watch), LOOK_MS).unref()
  }

  release(): void {
    this.#stopLooking()
    if (this.#read() === this.#content) rmSync(this.#path, { force: true })
  }

  #link(draft: string): boolean {
    try {
      linkSync(draft, this.#path)
      return true
    } catch (error) {
      if (isFileError(error, 'EEXIST')) return false
      throw error
    }
  }

  #removeStale(): void {
    const holder = this.#livingHolder()
    if (holder === null) return rmSync(this.#path, { force: true, recursive: true })
    const { pid } = holder
    const message = `A worker already runs in this home (process ${pid}). Stop it first, or choose another AIFLOW_HOME. If it does not answer, run "kill -9 ${pid}": its tasks go on, and the next worker takes them over.`
    throw new AIFlowError('ALREADY_EXISTS', message, { details: { pid } })
  }

  #livingHolder(): ProcessIdentity | null {
    const [pid, startTime = '', bootId] = this.#read().trim().split(' ')
    const holder: ProcessIdentity = { pid: Number(pid), startTime }
    return bootId === this.#table.bootId && isRunning(this.#table, holder) ? holder : null
  }

  #look({ held, lost }: LockWatch): void {
    if (this.#notice()) return held()
    if (!this.#isAlone) {
      this.#stopLooking()
      return lost()
    }
    try {
      this.acquire()
    } catch {
      // The disk is full, or another worker was faster. The next look shows which.
    }
  }

  /** Whether the file names this worker. */
  #notice(): boolean {
    const isNamed = this.#read() === this.#content
    this.#isAlone = isNamed || this.#livingHolder() === null
    return isNamed
  }

  #stopLooking(): void {
    stopTimer(this.#looking)
    this.#looking = null
  }

  /** Empty if it is missing or cannot be read. */
  #read(): string {
    try {
      return this.#file.take()
    } catch {
      return ''
    }
  }
}

function isListening(path: string): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(path)
    socket.once('connect', () => resolve(true))
    socket.once('error', () => resolve(false))
    socket.once('close', () => resolve(false))
    socket.once('connect', () => socket.destroy())
  })
}
