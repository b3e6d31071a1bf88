import { isAIFlowError } from '@aiflow/sdk/internal/errors'
import { wait } from '@aiflow/sdk/internal/time'
import type { Logger } from '../../log/logger.ts'
import type { BlobStorage } from '../../storage/blobs.ts'
import type { ExpiredExecutions, HistoryBounds, SweepPosition } from '../../storage/history.ts'
import type { SchedulerStorage } from '../../storage/storage.ts'
import type { Scheduler } from '../scheduler.ts'

const DAY_MS = 24 * 60 * 60 * 1000
/** Small enough for a slice to take a few milliseconds. */
const SLICE_ROWS = 500
const SLICE_EXECUTIONS = 100
/** Pause between two slices, for other work. */
const PAUSE_MS = 10
const PASS_INTERVAL_MS = 60 * 60 * 1000
/** Delay of the first pass, because a start should first serve its callers. */
const FIRST_PASS_MS = 60 * 1000
/** Ids of producers' events are kept this many times longer than events. */
const PRODUCER_KEY_FACTOR = 2

export interface HistoryLimits {
  /** How long events and ended executions are kept. */
  readonly days: number
  /** Maximum number of ended executions of each workflow; 0: no limit but the days. */
  readonly executionsPerWorkflow: number
}

export interface HistorianOptions {
  readonly storage: Pick<SchedulerStorage, 'history' | 'blobs'>
  readonly blobs: Pick<BlobStorage, 'sweep'>
  readonly limits: HistoryLimits
  readonly scheduler: Pick<Scheduler, 'workflowNames' | 'retire'>
  readonly logger: Logger
  /** Milliseconds since the epoch. */
  readonly now: () => number
}

/** Removes old history, once an hour, in slices. */
export class Historian {
  readonly #options: HistorianOptions
  readonly #stopping = new AbortController()
  #running: Promise<void> | null = null

  constructor(options: HistorianOptions) {
    this.#options = options
  }

  start(): void {
    this.#running ??= this.#run()
  }

  /** Resolves when the current removal is done. */
  async stop(): Promise<void> {
    this.#stopping.abort()
    await this.#running
  }

  /** One pass over the whole history. */
  async pass(): Promise<void> {
    const { limits, now } = this.#options
    const time = now()
    const keepAfter = time - limits.days * DAY_MS
    await this.#retireAll({ endedBefore: keepAfter })
    if (limits.executionsPerWorkflow > 0) await this.#retireSurplus(limits.executionsPerWorkflow)
    await this.#sweep({
      keepAfter,
      keepProducerKeysAfter: time - PRODUCER_KEY_FACTOR * limits.days * DAY_MS,
      now: time,
    })
    await this.#options.blobs.sweep(await this.#options.storage.blobs.findUsed())
  }

  async #run(): Promise<void> {
    const { signal } = this.#stopping
    let waitMs = FIRST_PASS_MS
    while (!signal.aborted) {
      // Rejects only when stopped, which ends the loop.
      await wait(waitMs, { signal, ref: false }).catch(() => undefined)
      waitMs = PASS_INTERVAL_MS
      if (!signal.aborted) await this.#tryPass()
    }
  }

  async #tryPass(): Promise<void> {
    try {
      await this.pass()
    } catch (error) {
      if (this.#stopping.signal.aborted) return
      // Another server owns the store now, and does the sweeping.
      if (isAIFlowError(error) && error.code === 'EPOCH_LOST') return
      this.#options.logger.warn({ err: error }, 'old history could not be removed; the next try is in an hour')
    }
  }

  async #retireSurplus(keep: number): Promise<void> {
    for (const { namespace, name: workflowName } of this.#options.scheduler.workflowNames()) {
      await this.#retireAll({ namespace, workflowName, keep })
      await this.#pause()
    }
  }

  async #retireAll(expired: ExpiredExecutions): Promise<void> {
    while ((await this.#options.scheduler.retire(expired, SLICE_EXECUTIONS)) === SLICE_EXECUTIONS) await this.#pause()
  }

  async #sweep(bounds: HistoryBounds): Promise<void> {
    const { storage } = this.#options
    let position: SweepPosition = null
    do {
      position = await storage.history.sweep(bounds, { position, limit: SLICE_ROWS })
      await this.#pause()
    } while (position !== null)
    while (await storage.history.releaseSpace()) await this.#pause()
  }

  async #pause(): Promise<void> {
    await wait(PAUSE_MS, { signal: this.#stopping.signal })
  }
}
