import type { Logger } from '../log/logger.ts'
import type { Ring } from '../log/ring-port.ts'
import type { TimerRow } from '../storage/rows.ts'
import { DueQueue } from './due-queue.ts'

/** `setTimeout` overflows at 24 days, and clocks get set: look at the clock once an hour at least. */
const LONGEST_SLEEP_MS = 3_600_000

const RETRY_MS = 1000

export interface AlarmClockOptions {
  readonly ring: Pick<Ring, 'readTimers' | 'onTimersChanged' | 'fireTimer'>
  readonly logger: Logger
  /** Milliseconds since the epoch. */
  readonly now: () => number
}

interface Firing {
  readonly id: string
  readonly dueTime: number
}

/**
 * Hands in a firing when a timer is due. That a firing counts once is the scheduler's work: a timer and its due time are
 * one identity, so telling twice, late, or after a crash is safe.
 */
export class AlarmClock {
  readonly #options: AlarmClockOptions
  readonly #queue = new DueQueue()
  readonly #failed: Firing[] = []
  #sleep: NodeJS.Timeout | null = null
  #retry: NodeJS.Timeout | null = null
  #stopListening: () => void = () => {}
  #isStopped = true

  constructor(options: AlarmClockOptions) {
    this.#options = options
  }

  start(): void {
    this.#isStopped = false
    this.#stopListening = this.#options.ring.onTimersChanged((timers) => this.#set(timers))
    this.#set(this.#options.ring.readTimers())
  }

  stop(): void {
    this.#isStopped = true
    this.#stopListening()
    if (this.#sleep !== null) clearTimeout(this.#sleep)
    if (this.#retry !== null) clearTimeout(this.#retry)
    this.#retry = null
  }

  /** Hands in all that is due now. */
  tick(): void {
    const now = this.#options.now()
    for (let timer = this.#queue.takeDue(now); timer !== null; timer = this.#queue.takeDue(now)) this.#fire(timer)
    this.#sleepUntilNext(now)
  }

  #set(timers: readonly TimerRow[]): void {
    for (const timer of timers) this.#queue.set(timer.id, timer.dueTime)
    this.#sleepUntilNext(this.#options.now())
  }

  #fire({ id, dueTime }: Firing): void {
    this.#options.ring.fireTimer(id, dueTime).catch((error: unknown) => {
      this.#options.logger.warn({ err: error, timerId: id }, 'a firing could not be stored; it is tried again')
      this.#failed.push({ id, dueTime })
      if (this.#isStopped) return
      this.#retry ??= setTimeout(() => this.#fireAgain(), RETRY_MS)
    })
  }

  /** All that failed, together; the timers that come due meanwhile do not wait for them. */
  #fireAgain(): void {
    this.#retry = null
    for (const firing of this.#failed.splice(0)) this.#fire(firing)
  }

  #sleepUntilNext(now: number): void {
    const next = this.#queue.nextDueTime()
    this.#sleepFor(next === null ? LONGEST_SLEEP_MS : Math.min(Math.max(next - now, 0), LONGEST_SLEEP_MS))
  }

  #sleepFor(ms: number): void {
    if (this.#isStopped) return
    if (this.#sleep !== null) clearTimeout(this.#sleep)
    this.#sleep = setTimeout(() => this.tick(), ms)
  }
}
