import { startInterval, stopTimer, type Timer } from '@aiflow/sdk/internal/time'
import type { AttemptProcess } from './attempt-process.ts'

const LOOK_MS = 3000

export interface FrozenWatchOptions {
  /** What runs now, by attempt. */
  running(): ReadonlyMap<string, Pick<AttemptProcess, 'pid' | 'frozen'>>
  /** Called with all frozen attempts each time that they change. */
  changed(attemptIds: readonly string[]): void
  warn(message: string, details: Readonly<Record<string, unknown>>): void
}

/**
 * Notices attempts whose process was frozen, perhaps by their own task. Such a process neither ends nor reports anything, but
 * it is alive. All that the worker can do is to say so.
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
    const before = this.#frozen
    const frozen = new Set<string>()
    for (const [attemptId, process] of this.#options.running()) {
      const remedy = process.frozen()
      if (remedy === null) continue
      frozen.add(attemptId)
      if (!before.has(attemptId)) this.#warn(attemptId, process.pid, remedy)
    }
    if (frozen.size === before.size && [...frozen].every((attemptId) => before.has(attemptId))) return
    this.#frozen = frozen
    this.#options.changed(this.attemptIds)
  }

  #warn(attemptId: string, pid: number | null, remedy: string): void {
    const process = pid === null ? '' : `, process ${pid},`
    this.#options.warn(`Attempt "${attemptId}"${process} is frozen. Run "${remedy}" to let it go on.`, {
      attemptId,
      pid,
    })
  }
}
