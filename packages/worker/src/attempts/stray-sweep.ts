import { startTimer, stopTimer, type Timer } from '@aiflow/sdk/internal/time'
import { NO_CGROUP } from '../machine/cgroups.ts'
import { ProcessFamily } from '../machine/process-family.ts'
import type { ProcessTable } from '../machine/process-table.ts'
import { shortageOf } from '../system/shortage.ts'

const PAUSE_MS = 3000
const GRACE_MS = 10_000
const KILL_LIMIT_MS = 2000
const VARIABLE = 'AIFLOW_ATTEMPT_ID'
const NOTHING = Promise.withResolvers<never>().promise

/**
 * Ends what attempts that have ended by themselves left behind outside of their process group. To look for it costs
 * milliseconds, so it is done for all that have ended in the last seconds at once, and not while their end is reported.
 */
export class StraySweep {
  readonly #table: ProcessTable
  readonly #gone: (attemptId: string) => void
  #ended = new Set<string>()
  #timer: Timer | null = null

  /** `gone` is told of each attempt of which nothing is left. */
  constructor(table: ProcessTable, gone: (attemptId: string) => void = () => undefined) {
    this.#table = table
    this.#gone = gone
  }

  /** To be called with each attempt that has ended. */
  note(attemptId: string): void {
    this.#ended.add(attemptId)
    this.#timer ??= startTimer(() => this.#sweep(), PAUSE_MS).unref()
  }

  stop(): void {
    if (this.#timer !== null) stopTimer(this.#timer)
    this.#timer = null
    this.#ended.clear()
  }

  #sweep(): void {
    this.#timer = null
    const ended = this.#ended
    this.#ended = new Set()
    const found = new Set(this.#found(ended))
    for (const attemptId of found) void this.#end(attemptId).catch(() => this.note(attemptId))
    for (const attemptId of ended) if (!found.has(attemptId)) this.#gone(attemptId)
  }

  /** While nobody can look, all of them may have left something. */
  #found(ended: ReadonlySet<string>): string[] {
    try {
      return [...new Set(this.#table.variables(VARIABLE).values())].filter((attemptId) => ended.has(attemptId))
    } catch (error) {
      if (shortageOf(error) === null) throw error
      return [...ended]
    }
  }

  async #end(attemptId: string): Promise<void> {
    const family = new ProcessFamily(this.#table, { leader: null, attemptId, cgroup: NO_CGROUP })
    family.signal('SIGTERM')
    if (!(await family.gone(GRACE_MS, NOTHING))) {
      family.signal('SIGKILL')
      // One that does not end even so is looked for again.
      if (!(await family.gone(KILL_LIMIT_MS, NOTHING))) return this.note(attemptId)
    }
    this.#gone(attemptId)
  }
}
