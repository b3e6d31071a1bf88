import { existsSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import type { LogLimits } from '../options.ts'
import { LogFile } from './log-file.ts'

const LOOK_MS = 2000

export interface LogRotationOptions {
  readonly limits: LogLimits
  warn(error: unknown, path: string): void
}

/** Keeps the logs of what runs within their limits. */
export class LogRotation {
  readonly #folders: readonly string[]
  readonly #options: LogRotationOptions
  #timer: NodeJS.Timeout | null = null

  /** `folders`: whose subfolders hold a `log` each. */
  constructor(folders: readonly string[], options: LogRotationOptions) {
    this.#folders = folders
    this.#options = options
  }

  start(): void {
    this.#timer = setInterval(() => this.tick(), LOOK_MS)
  }

  stop(): void {
    if (this.#timer !== null) clearInterval(this.#timer)
  }

  tick(): void {
    for (const folder of this.#folders) for (const name of readdirSync(folder)) this.#rotate(join(folder, name, 'log'))
  }

  #rotate(path: string): void {
    try {
      if (existsSync(path)) new LogFile(path).rotate(this.#options.limits)
    } catch (error) {
      this.#options.warn(error, path)
    }
  }
}
