import { startInterval, stopTimer, type Timer } from '@aiflow/sdk/internal/time'
import type { ProcessIdentity, ProcessTable } from '../machine/process-table.ts'
import { shortageOf } from '../system/shortage.ts'

const LOOK_MS = 3000

export interface FrozenWatchOptions {
  readonly table: Pick<ProcessTable, 'find'>
  /** What runs now, by attempt. */
  leaders(): ReadonlyMap<string, ProcessIdentity>
  /** Told of all that are frozen, each time that it is not the same ones. */
  changed(attemptIds: readonly string[]): void
  warn(message: string, details: Readonly<Record<string, unknown>>): void
}

/**
 * Notices attempts whose process somebody has frozen, their own task perhaps. They neither end nor tell that they have, and
 * they live: all that can be done is to say so.
 */
export class FrozenWatch {
  readonly #options: FrozenWatchOptions
  #frozen: ReadonlySet<string> = new Set()
  #timer: Timer | null = null

  constructor(options: FrozenWatchOptions) {
    this.#options = options
  }

  start(): void {
    this.#timer ??= startInterval(() => this.look(), LOOK_MS).unref()
  }

  stop(): void {
    if (this.#timer !== null) stopTimer(this.#timer)
    this.#timer = null
  }

  get attemptIds(): readonly string[] {
    return [...this.#frozen]
  }

  look(): void {
    const { leaders, changed, warn } = this.#options
    const before = this.#frozen
    const frozen = new Map([...leaders()].filter(([, leader]) => this.#isFrozen(leader)))
    if (frozen.size === before.size && [...frozen.keys()].every((attemptId) => before.has(attemptId))) return
    this.#frozen = new Set(frozen.keys())
    for (const [attemptId, { pid }] of frozen) {
      if (before.has(attemptId)) continue
      warn(`The process ${pid} of the attempt "${attemptId}" is frozen: "kill -CONT ${pid}" lets it go on.`, {
        attemptId,
        pid,
      })
    }
    changed(this.attemptIds)
  }

  /** While nobody can look, nothing is said of it. */
  #isFrozen({ pid, startTime }: ProcessIdentity): boolean {
    try {
      const row = this.#options.table.find(pid)
      return row?.frozen === true && row.startTime === startTime
    } catch (error) {
      if (shortageOf(error) !== null) return false
      throw error
    }
  }
}
