import { startTimer, stopTimer, type Timer } from '@aiflow/sdk/internal/time'
import type { Logger } from '../log/logger.ts'
import type { Timers } from '../log/timers.ts'
import { isDuration } from '../model/timer-ids.ts'
import type { TimerRow } from '../storage/rows.ts'
import { DueQueue } from './due-queue.ts'

/** Clocks may be set, and this is how late that is noticed at most. */
const LONGEST_SLEEP_MS = 10_000

const RETRY_MS = 1000

export interface AlarmClockOptions {
  readonly timers: Timers
  readonly logger: Logger
  /** Milliseconds since the epoch. The clock may be set forward and back. */
  readonly now: () => number
  /** Milliseconds of a monotonic clock. */
  readonly elapsed: () => number
}

interface Firing {
  readonly id: string
  readonly dueTime: number
}

/**
 * Hands in a firing when a timer is due. The scheduler makes sure that a firing counts once: a timer and its due time
 * identify it, so handing it in twice, late, or after a crash is safe. Schedules follow the clock of the machine, even
 * if it is set. Durations do not.
 */
export class AlarmClock {
  readonly #options: AlarmClockOptions
  /** Timers that follow the clock of the machine. */
  readonly #calendar = new DueQueue()
  /** Timers that follow elapsed time. */
  readonly #durations = new DueQueue()
  /** When the timers of `#durations` are due by the clock of the log. */
  readonly #dueTimes = new Map<string, number>()
  readonly #failed: Firing[] = []
  #sleep: Timer | null = null
  #retry: Timer | null = null
  #stopListening: () => void = () => {}
  #isStopped = true
  #wasBehind = false

  constructor(options: AlarmClockOptions) {
    this.#options = options
  }

  start(): void {
    this.#isStopped = false
    this.#stopListening = this.#options.timers.onTimersChanged((timers) => this.#set(timers))
    this.#set(this.#options.timers.readTimers())
  }

  stop(): void {
    this.#isStopped = true
    this.#stopListening()
    if (this.#sleep !== null) stopTimer(this.#sleep)
    if (this.#retry !== null) stopTimer(this.#retry)
    this.#retry = null
  }

  /** Hands in everything that is due now. */
  tick(): void {
    const { now, elapsed } = this.#options
    this.#warnOnce()
    for (const timer of allDue(this.#calendar, now())) this.#fire(timer)
    for (const { id } of allDue(this.#durations, elapsed())) this.#fireDuration(id)
    this.#sleepUntilNext()
  }

  /** Warns once each time that the clock falls behind. */
  #warnOnce(): void {
    const { timers, logger } = this.#options
    const until = timers.clockBehindUntil
    if (until !== null && !this.#wasBehind) {
      const message = 'the clock of this machine is behind the newest event: no schedule fires until it has caught up'
      logger.warn({ until: new Date(until).toISOString() }, message)
    }
    this.#wasBehind = until !== null
  }

  #fireDuration(id: string): void {
    const dueTime = this.#dueTimes.get(id)
    this.#dueTimes.delete(id)
    if (dueTime !== undefined) this.#fire({ id, dueTime })
  }

  #set(timers: readonly TimerRow[]): void {
    for (const { id, dueTime } of timers) {
      if (isDuration(id)) this.#setDuration(id, dueTime)
      else this.#calendar.set(id, dueTime)
    }
    this.#sleepUntilNext()
  }

  #setDuration(id: string, dueTime: number | null): void {
    const { timers, elapsed } = this.#options
    if (dueTime !== null && this.#dueTimes.get(id) === dueTime) return
    if (dueTime === null) this.#dueTimes.delete(id)
    else this.#dueTimes.set(id, dueTime)
    this.#durations.set(id, dueTime === null ? null : elapsed() + dueTime - timers.time)
  }

  #fire({ id, dueTime }: Firing): void {
    this.#options.timers.fireTimer(id, dueTime).catch((error: unknown) => {
      this.#options.logger.warn({ err: error, timerId: id }, 'a firing could not be stored; it will be retried')
      this.#failed.push({ id, dueTime })
      if (this.#isStopped) return
      this.#retry ??= startTimer(() => this.#fireAgain(), RETRY_MS)
    })
  }

  /** Hands in all that failed, together. Timers that become due meanwhile do not wait for them. */
  #fireAgain(): void {
    this.#retry = null
    for (const firing of this.#failed.splice(0)) this.#fire(firing)
  }

  #sleepUntilNext(): void {
    const { now, elapsed } = this.#options
    const forCalendar = (this.#calendar.nextDueTime() ?? Number.POSITIVE_INFINITY) - now()
    const forDuration = (this.#durations.nextDueTime() ?? Number.POSITIVE_INFINITY) - elapsed()
    this.#sleepFor(Math.min(Math.max(Math.min(forCalendar, forDuration), 0), LONGEST_SLEEP_MS))
  }

  #sleepFor(ms: number): void {
    if (this.#isStopped) return
    if (this.#sleep !== null) stopTimer(this.#sleep)
    this.#sleep = startTimer(() => this.tick(), ms)
  }
}

function allDue(queue: DueQueue, time: number): Firing[] {
  const due: Firing[] = []
  for (let timer = queue.takeDue(time); timer !== null; timer = queue.takeDue(time)) due.push(timer)
  return due
}
