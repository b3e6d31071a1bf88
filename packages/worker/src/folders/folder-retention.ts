import { existsSync, statSync } from 'node:fs'
import { setImmediate } from 'node:timers/promises'
import { startInterval, stopTimer, type Timer } from '@aiflow/sdk/internal/time'
import type { WorkerLimits } from '@aiflow/sdk/internal/worker-protocol'
import { isAttemptId } from '../journal/attempt-id.ts'
import type { Journal } from '../journal/journal.ts'
import type { OwnFolders } from './own-folders.ts'
import { removeTree } from './remove-tree.ts'
import { treeSize } from './tree-size.ts'

const HOUR_MS = 60 * 60 * 1000
const DAY_MS = 24 * HOUR_MS
/** At most this many folders of attempts that did not succeed are kept, whatever their size. */
const MAX_KEPT_FOLDERS = 1000

export interface FolderRetentionOptions {
  readonly folders: OwnFolders
  readonly journal: Pick<Journal, 'find'>
  readonly limits: () => Pick<WorkerLimits, 'folderDays' | 'folderBytes'>
  /** Milliseconds since the epoch. */
  readonly now: () => number
  warn(error: unknown, attemptId: string): void
}

interface KeptFolder {
  readonly attemptId: string
  readonly endedAt: number
  readonly bytes: number
}

/**
 * Removes the working folders of attempts, one at a time. The folder of a success is removed at once, and others after some
 * days, or earlier if they are too many or too large. An attempt whose processes still run keeps its folder.
 */
export class FolderRetention {
  readonly #options: FolderRetentionOptions
  readonly #stopped = new AbortController()
  readonly #kept = new Map<string, KeptFolder>()
  #work: Promise<void> = Promise.resolve()
  #timer: Timer | null = null

  constructor(options: FolderRetentionOptions) {
    this.#options = options
  }

  /** Sweeps now and every hour. */
  start(): void {
    this.sweep()
    this.#timer = startInterval(() => this.sweep(), HOUR_MS)
    this.#timer.unref()
  }

  /** Leaves a removal that is under way to the next worker. */
  stop(): void {
    if (this.#timer !== null) stopTimer(this.#timer)
    this.#stopped.abort()
  }

  sweep(): void {
    for (const attemptId of this.#options.folders.list()) this.release(attemptId)
  }

  /** Call when no process of the attempt is left. */
  release(attemptId: string): void {
    if (this.#has(attemptId)) this.#queue(attemptId, () => this.#release(attemptId))
  }

  /** Removes the folder of an attempt whose execution was deleted, unless the attempt is still running. */
  forget(attemptId: string): void {
    if (this.#has(attemptId)) this.#queue(attemptId, () => this.#forget(attemptId))
  }

  #has(attemptId: string): boolean {
    return isAttemptId(attemptId) && existsSync(this.#options.folders.path(attemptId))
  }

  async #forget(attemptId: string): Promise<void> {
    if (this.#endOf(attemptId) !== null) await this.#remove(attemptId)
  }

  #queue(attemptId: string, work: () => Promise<void>): void {
    this.#work = this.#work.then(async () => {
      if (this.#stopped.signal.aborted) return
      // There may be many folders, and most need nothing but a look at a file.
      await setImmediate()
      try {
        await work()
      } catch (error) {
        // This only costs space, and the next sweep tries again.
        if (!this.#stopped.signal.aborted) this.#options.warn(error, attemptId)
      }
    })
  }

  async #release(attemptId: string): Promise<void> {
    const end = this.#endOf(attemptId)
    if (end === null) return
    const oldest = this.#options.now() - this.#options.limits().folderDays * DAY_MS
    if (end.hasSucceeded || end.endedAt <= oldest) return this.#remove(attemptId)
    if (!this.#kept.has(attemptId)) await this.#keep(attemptId, end.endedAt)
  }

  /** Null if it is running. Without a record, the time of the folder counts. */
  #endOf(attemptId: string): { hasSucceeded: boolean; endedAt: number } | null {
    const { journal, folders } = this.#options
    const folder = journal.find(attemptId)
    if (folder === null) return { hasSucceeded: false, endedAt: statSync(folders.path(attemptId)).mtimeMs }
    const finished = folder.readFinished()
    return finished && { hasSucceeded: finished.outcome.type === 'success', endedAt: finished.endedAt }
  }

  async #keep(attemptId: string, endedAt: number): Promise<void> {
    const bytes = await treeSize(this.#options.folders.path(attemptId))
    this.#kept.set(attemptId, { attemptId, endedAt, bytes })
    let total = [...this.#kept.values()].reduce((sum, kept) => sum + kept.bytes, 0)
    const byAge = [...this.#kept.values()].sort((left, right) => left.endedAt - right.endedAt)
    for (const oldest of byAge) {
      if (total <= this.#options.limits().folderBytes && this.#kept.size <= MAX_KEPT_FOLDERS) return
      await this.#remove(oldest.attemptId)
      total -= oldest.bytes
    }
  }

  async #remove(attemptId: string): Promise<void> {
    this.#kept.delete(attemptId)
    // Three system calls instead of many tasks of the thread pool.
    if (this.#options.folders.removeEmpty(attemptId)) return
    await removeTree(this.#options.folders.path(attemptId), this.#stopped.signal)
  }
}
