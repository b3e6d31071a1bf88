import { existsSync } from 'node:fs'
import type { LiveLog } from '../../logs/live-log.ts'
import type { LiveLogs } from '../../logs/live-logs.ts'

/** The log of a task that shares its process. It is followed from the first output on, since most such tasks write none. */
export class TaskLog {
  readonly #path: string
  readonly #liveLogs: LiveLogs
  #live: LiveLog | null = null
  #isClosed = false

  constructor(path: string, liveLogs: LiveLogs) {
    this.#path = path
    this.#liveLogs = liveLogs
  }

  openIfBegun(): void {
    if (this.#isClosed || this.#live !== null || !existsSync(this.#path)) return
    this.#live = this.#liveLogs.open(this.#path)
  }

  /** Returns null, since the end of the file is the end of the log. */
  close(): null {
    this.#isClosed = true
    if (this.#live !== null) this.#liveLogs.close(this.#live)
    return null
  }
}
