import type { BigIntStats } from 'node:fs'
import { preciseStatsOf } from './stats-of.ts'

/** A change later than this has another time, even on a file system that keeps whole seconds. */
const CERTAIN_AFTER_MS = 3000
const NANOSECONDS = 1_000_000n

/** Looks into a file or a folder again only if it may have changed, since a look costs several times what a `stat` does. */
export class CachedLook<T> {
  readonly #path: string
  readonly #look: () => T
  readonly #now: () => number
  #kept: { readonly mark: string; readonly value: T } | null = null

  constructor(path: string, look: () => T, now: () => number = Date.now) {
    this.#path = path
    this.#look = look
    this.#now = now
  }

  /** What a look finds now. A look that throws is not kept. */
  take(): T {
    const stats = preciseStatsOf(this.#path)
    const mark = stats === null ? null : markOf(stats, this.#now())
    if (this.#kept !== null && this.#kept.mark === mark) return this.#kept.value
    const value = this.#look()
    this.#kept = mark === null ? null : { mark, value }
    return value
  }
}

/** Null if a change could go unnoticed. No program can set `ctime`. */
function markOf(stats: BigIntStats, now: number): string | null {
  const isOld = now - Number(stats.ctimeNs / NANOSECONDS) > CERTAIN_AFTER_MS
  return isOld && !stats.isSymbolicLink() ? `${stats.ino} ${stats.ctimeNs}` : null
}
