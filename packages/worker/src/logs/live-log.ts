import { type FSWatcher, watch } from 'node:fs'
import { startTimer, stopTimer, type Timer } from '@aiflow/sdk/internal/time'
import type { LogLimits } from '../limits.ts'
import { statsOf } from '../system/stats-of.ts'
import { LogFile } from './log-file.ts'
import { sizeOf } from './log-parts.ts'
import { LogTimesWriter } from './log-times.ts'

/** The first look. It sees a flood early, and most tasks end before the second look. */
const FIRST_LOOK_MS = 20
/** The pause after a look that found changes, so that a busy log costs at most ten looks a second. */
const PAUSE_MS = 100
const SHORTEST_PAUSE_MS = 5
/** The pause between looks if the system has no watches left. */
const UNWATCHED_LOOK_MS = 1000
/** A log that is too long again within this time is not copied. Copying a flood would double it. */
const FLOOD_MS = 1000

export interface LiveLogOptions {
  limits(): LogLimits
  warn(error: unknown, path: string): void
}

/**
 * Follows a log while it is written: records the times of its growth, and keeps it within its limits.
 *
 * It looks shortly after the start. Then it waits until the file changes, and looks again after pauses until nothing changes
 * any more. A log that grows fast is looked at more often.
 */
export class LiveLog {
  readonly #file: LogFile
  readonly #times: LogTimesWriter
  readonly #options: LiveLogOptions
  #base: number
  #end: number
  #lookedAt: number
  #markedAt = 0
  #rotatedAt = 0
  #timer: Timer | null = null
  #watcher: FSWatcher | null = null
  #isNew = true
  #isClosed = false

  constructor(path: string, options: LiveLogOptions) {
    this.#file = new LogFile(path)
    this.#times = new LogTimesWriter(path)
    this.#options = options
    this.#base = this.#file.base()
    this.#end = this.#base
    this.#lookedAt = Date.now()
  }

  start(): void {
    this.#lookIn(FIRST_LOOK_MS)
  }

  /** The offset after the last byte. Nobody else rotates the file, so it does not have to be asked for its parts. */
  end(): number {
    return this.#base + sizeOf(this.#file.path)
  }

  /** Looks now. Returns the offset after the last byte. */
  check(): number {
    if (this.#isClosed) return this.end()
    try {
      this.#check(true)
      return this.#end
    } catch (error) {
      // The task goes on, even if its log has a problem.
      this.#options.warn(error, this.#file.path)
      return this.end()
    }
  }

  /** Looks for the last time. */
  close(): void {
    if (this.#isClosed) return
    this.check()
    this.#isClosed = true
    this.#watcher?.close()
    if (this.#timer !== null) stopTimer(this.#timer)
    this.#times.close()
  }

  #lookIn(ms: number): void {
    this.#timer = startTimer(() => this.#look(), ms).unref()
  }

  #look(): void {
    this.#timer = null
    if (this.#isClosed) return
    const isFirst = this.#isNew
    this.#isNew = false
    const before = { end: this.#end, at: this.#lookedAt }
    try {
      this.#check(false)
    } catch (error) {
      this.#options.warn(error, this.#file.path)
    }
    if (this.#end === before.end && isFirst) this.#lookIn(PAUSE_MS)
    else if (this.#end === before.end) this.#wait()
    else this.#lookIn(this.#pauseAfter(this.#end - before.end, this.#lookedAt - before.at))
  }

  /** Short enough that the file does not exceed its limit at the present rate. */
  #pauseAfter(bytes: number, ms: number): number {
    const place = this.#options.limits().maxBytes - (this.#end - this.#base)
    const filledIn = (place / bytes) * Math.max(ms, 1)
    return Math.min(PAUSE_MS, Math.max(SHORTEST_PAUSE_MS, filledIn))
  }

  #wait(): void {
    try {
      const watcher = watch(this.#file.path, { persistent: false })
      this.#watcher = watcher
      const wake = () => {
        if (this.#watcher !== watcher) return
        watcher.close()
        this.#watcher = null
        this.#look()
      }
      watcher.once('change', wake)
      watcher.once('error', wake)
      // The watch does not report what was written before it began.
      if (this.#base + sizeOf(this.#file.path) !== this.#end) wake()
    } catch {
      this.#lookIn(UNWATCHED_LOOK_MS)
    }
  }

  #check(isForced: boolean): void {
    const found = statsOf(this.#file.path)
    const now = Date.now()
    this.#lookedAt = now
    if (!found?.isFile()) {
      this.#end = this.#base
      return
    }
    const end = this.#base + found.size
    if (isForced || end === this.#end || now - this.#markedAt >= PAUSE_MS / 2) {
      this.#mark(end, Math.min(Math.round(found.mtimeMs), now))
    }
    this.#end = end
    if (found.size > this.#options.limits().maxBytes) this.#shorten(now, isForced)
  }

  #mark(offset: number, time: number): void {
    if (offset <= this.#times.last.offset) return
    this.#markedAt = this.#lookedAt
    this.#times.append({ offset, time }, () => this.#file.begin())
  }

  #shorten(now: number, isLast: boolean): void {
    const limits = this.#options.limits()
    if (!isLast && now - this.#rotatedAt < FLOOD_MS) this.#file.shorten(limits)
    else {
      this.#file.rotate(limits)
      this.#rotatedAt = now
    }
    this.#base = this.#file.base()
    this.#end = this.#base
  }
}
