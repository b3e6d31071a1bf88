import { startTimer, stopTimer, type Timer } from '@aiflow/sdk/internal/time'
import { shortageOf } from '../system/shortage.ts'
import type { AttemptFinder } from './attempt-finder.ts'

const PAUSE_MS = 3000
const GRACE_MS = 10_000
const KILL_LIMIT_MS = 2000
const NEVER = Promise.withResolvers<never>().promise

/**
 * Ends processes that finished attempts left behind and that were not found when the end was reported. Looking for them takes
 * milliseconds. So one look serves all attempts that ended in the last seconds, and no report waits for it.
 */
export class StraySweep {
  readonly #finder: AttemptFinder
  readonly #gone: (attemptId: string) => void
  #ended = new Set<string>()
  #timer: Timer | null = null

  /** Calls `gone` with each attempt once nothing of it is left. */
  constructor(finder: AttemptFinder, gone: (attemptId: string) => void) {
    this.#finder = finder
    this.#gone = gone
  }

  /** Call once per attempt that has ended. */
  note(attemptId: string): void {
    this.#ended.add(attemptId)
    this.#timer ??= startTimer(() => void this.#sweep(), PAUSE_MS).unref()
  }

  stop(): void {
    if (this.#timer !== null) stopTimer(this.#timer)
    this.#timer = null
    this.#ended.clear()
  }

  async #sweep(): Promise<void> {
    this.#timer = null
    const ended = this.#ended
    this.#ended = new Set()
    const found = new Set(await this.#found(ended))
    for (const attemptId of found) void this.#end(attemptId).catch(() => this.note(attemptId))
    for (const attemptId of ended) if (!found.has(attemptId)) this.#gone(attemptId)
  }

  /** While nobody can look, all of them may have left something. */
  async #found(ended: ReadonlySet<string>): Promise<readonly string[]> {
    try {
      return await this.#finder.among(ended)
    } catch (error) {
      if (shortageOf(error) === null) throw error
      return [...ended]
    }
  }

  async #end(attemptId: string): Promise<void> {
    const family = this.#finder.familyOf(attemptId)
    await family.end('ask')
    if (!(await family.isGone(GRACE_MS, NEVER))) {
      await family.end('kill')
      // What survives even that is looked for again.
      if (!(await family.isGone(KILL_LIMIT_MS, NEVER))) return this.note(attemptId)
    }
    this.#gone(attemptId)
  }
}
