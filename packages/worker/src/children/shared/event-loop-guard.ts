import { startInterval, stopTimer, type Timer } from '@aiflow/sdk/internal/time'

const PING_MS = 5000
/** After this many unanswered pings in a row, a process gets no new tasks. */
const SLOW_PINGS = 2
/** After this many, it is ended. */
const BLOCKED_PINGS = 6

export interface GuardedProcess {
  /** Sends a message that is answered as soon as the event loop turns. */
  ping(): void
  /** Whether somebody has frozen it (SIGSTOP), so that it cannot answer. */
  isFrozen(): boolean
  slow(): void
  blocked(seconds: number): void
}

/** Why a process is ended that did not answer for too long. */
export function blockedFor(seconds: number): string {
  return `was ended because one of its tasks blocked the event loop for ${seconds} s`
}

/** Notices that the event loop of a process with many tasks is blocked, so that none of them goes on. */
export class EventLoopGuard {
  readonly #process: GuardedProcess
  #timer: Timer | null = null
  #unanswered = 0

  constructor(process: GuardedProcess) {
    this.#process = process
  }

  start(): void {
    this.#timer ??= startInterval(() => this.#look(), PING_MS).unref()
  }

  stop(): void {
    if (this.#timer !== null) stopTimer(this.#timer)
    this.#timer = null
    this.#unanswered = 0
  }

  answered(): void {
    this.#unanswered = 0
  }

  #look(): void {
    if (this.#process.isFrozen()) this.#unanswered = 0
    if (this.#unanswered === SLOW_PINGS) this.#process.slow()
    if (this.#unanswered === BLOCKED_PINGS) this.#process.blocked((BLOCKED_PINGS * PING_MS) / 1000)
    this.#unanswered += 1
    this.#process.ping()
  }
}
