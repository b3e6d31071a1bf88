import { LiveLog, type LiveLogOptions } from './live-log.ts'

/** The logs that are being written. */
export class LiveLogs {
  readonly #options: LiveLogOptions
  readonly #open = new Set<LiveLog>()

  constructor(options: LiveLogOptions) {
    this.#options = options
  }

  /** Follows a log until it is closed. */
  open(path: string): LiveLog {
    const log = new LiveLog(path, this.#options)
    this.#open.add(log)
    log.start()
    return log
  }

  close(log: LiveLog): void {
    this.#open.delete(log)
    log.close()
  }

  stop(): void {
    for (const log of this.#open) log.close()
    this.#open.clear()
  }
}
