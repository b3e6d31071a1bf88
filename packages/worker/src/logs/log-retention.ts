import { startInterval, stopTimer, type Timer } from '@aiflow/sdk/internal/time'
import { sweepChildFolders } from '../children/child-folders.ts'
import type { Journal } from '../journal/journal.ts'
import type { SnapshotCache } from '../link/snapshot-cache.ts'
import type { ProcessTable } from '../machine/process-table.ts'

const DEFAULT_DAYS = 30
const HOUR_MS = 60 * 60 * 1000

export interface LogRetentionOptions {
  readonly journal: Journal
  /** The folders of the warm children. */
  readonly children: string
  readonly snapshots: Pick<SnapshotCache, 'sweep'>
  readonly table: ProcessTable
  /** Milliseconds since the epoch. */
  readonly now: () => number
  warn(error: unknown): void
}

/** Removes the logs of tasks that ended long ago, once at the start and then every hour. */
export class LogRetention {
  readonly #options: LogRetentionOptions
  #days = DEFAULT_DAYS
  #timer: Timer | null = null

  constructor(options: LogRetentionOptions) {
    this.#options = options
  }

  get days(): number {
    return this.#days
  }

  start(): void {
    this.#timer = startInterval(() => this.sweep(), HOUR_MS)
    this.#timer.unref()
  }

  stop(): void {
    if (this.#timer !== null) stopTimer(this.#timer)
  }

  /** Sets how many days logs are kept. A worker that was never connected keeps them for a month. */
  keep(days: number): void {
    if (days === this.#days) return
    this.#days = days
    this.sweep()
  }

  /** Removes attempts that the server has deleted. Their lines in the log of a child are removed with that log. */
  forget(attemptIds: readonly string[]): void {
    try {
      this.#options.journal.forget(attemptIds)
    } catch (error) {
      // They are removed when they are old enough.
      this.#options.warn(error)
    }
  }

  sweep(): void {
    const { journal, children, snapshots, table, now, warn } = this.#options
    try {
      journal.sweep(this.#days)
      sweepChildFolders(children, {
        table,
        now: now(),
        days: this.#days,
        inUse: journal.childrenInUse(),
        retire: (childId) => journal.retireChild(childId),
      })
      void snapshots.sweep(journal.snapshotsInUse()).catch(warn)
    } catch (error) {
      // This only costs space, and the next sweep tries again.
      warn(error)
    }
  }
}
