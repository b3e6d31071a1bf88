import { existsSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import type { LogLimits } from '../options.ts'
import { LogFile } from './log-file.ts'

const LOOK_MS = 2000

/** Keeps the logs of what runs within their limits. */
export class LogRotation {
  readonly #folders: readonly string[]
  readonly #limits: LogLimits
  #timer: NodeJS.Timeout | null = null

  /** `folders`: whose subfolders hold a `log` each. */
  constructor(folders: readonly string[], limits: LogLimits) {
    this.#folders = folders
    this.#limits = limits
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
    if (existsSync(path)) new LogFile(path).rotate(this.#limits)
  }
}
