import { existsSync, readdirSync, statSync } from 'node:fs'
import { startInterval, stopTimer, type Timer } from '@aiflow/sdk/internal/time'
import type { WorkerLimits } from '@aiflow/sdk/internal/worker-protocol'
import { isAttemptId } from '../journal/attempt-id.ts'
import type { Journal } from '../journal/journal.ts'
import type { OwnFolders } from './own-folders.ts'
import { removeTree } from './remove-tree.ts'
import { treeSize } from './tree-size.ts'

const HOUR_MS = 60 * 60 * 1000
const DAY_MS = 24 * HOUR_MS
/** So many folders of attempts that did not succeed are kept, however small they are. */
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
 * Removes the working folders of attempts: at once where the attempt has succeeded, after some days where it has not, and
 * sooner where many are kept or large ones. One folder at a time, none of which may still have a process.
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

  /** Looks at all that is there, now and every hour. */
  start(): void {
    this.sweep()
    this.#timer = startInterval(() => this.sweep(), HOUR_MS)
    this.#timer.unref()
  }

  /** What is being removed is left to the next worker. */
  stop(): void {
    if (this.#timer !== null) stopTimer(this.#timer)
    this.#stopped.abort()
  }

  sweep(): void {
    for (const attemptId of readdirSync(this.#options.folders.root)) this.release(attemptId)
  }

  /** To be called when no process of the attempt is left. */
  release(attemptId: string): void {
    if (this.#has(attemptId)) this.#queue(attemptId, () => this.#release(attemptId))
  }

  /** Its execution was deleted. One that lives keeps its folder, whatever the server says. */
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
      try {
        await work()
      } catch (error) {
        // Nothing is lost but space, and it is tried again in an hour.
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

  /** Null where it lives. Of one that left no record nobody knows more than when its folder was written to. */
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
    await removeTree(this.#options.folders.path(attemptId), this.#stopped.signal)
  }
}
