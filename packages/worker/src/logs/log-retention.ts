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

/** Removes the logs of tasks that ended long ago: once at the start, and then every hour. */
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

  /** As long as the server says; a worker that has not met one keeps a month. */
  keep(days: number): void {
    if (days === this.#days) return
    this.#days = days
    this.sweep()
  }

  /** The server has deleted these attempts. What is left of one in the log of a child goes with that. */
  forget(attemptIds: readonly string[]): void {
    try {
      for (const attemptId of attemptIds) this.#options.journal.forget(attemptId)
    } catch (error) {
      // They go with their days then.
      this.#options.warn(error)
    }
  }

  sweep(): void {
    const { journal, children, snapshots, table, now, warn } = this.#options
    try {
      journal.sweep(this.#days)
      sweepChildFolders(children, { table, now: now(), days: this.#days, inUse: journal.childrenInUse() })
      void snapshots.sweep(journal.snapshotsInUse()).catch(warn)
    } catch (error) {
      // Nothing is lost but space, and it is tried again in an hour.
      warn(error)
    }
  }
}
