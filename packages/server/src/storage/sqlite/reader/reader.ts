import { AIFlowError } from '@aiflow/sdk/internal/errors'
import { SDK_VERSION } from '@aiflow/sdk/internal/model'
import { startTimer, stopTimer, type Timer, wait } from '@aiflow/sdk/internal/time'
import type { StoreFault } from '../../store-fault.ts'
import { unpackError } from './carried-error.ts'
import { PendingRead } from './pending-read.ts'
import type { ReaderMessage } from './reader-messages.ts'
import { findReaderProgram, type ReaderProgram } from './reader-program.ts'
import { ReaderThread } from './reader-thread.ts'
import { restartDelay } from './restart-delay.ts'
import type { ReadCall } from './short-reads.ts'

/** The thread works on this many calls at a time, so that a long one does not hold up the others. */
const MAX_AT_ONCE = 16
/** At most this many calls wait for one of these to end. */
const MAX_WAITING = 1000
const LONGEST_READ_MS = 30_000
/**
 * A thread that needs more than this for its objects dies. Pages are bounded, so none should. V8 ends the thread alone if
 * its own code fills the heap; if SQLite's binding does, within one statement, V8 ends the process.
 */
const HEAP_MEGABYTES = 1024
/** A thread that ran for this long counts as one that works. */
const STEADY_MS = 60_000
/** How long closing waits for a statement that SQLite is carrying out. */
const CLOSE_MS = 5000

export interface ReaderLog {
  info(details: object, message: string): void
  error(details: object, message: string): void
}

export interface ReaderOptions {
  /** Of the file of the store. */
  readonly path: string
  /** Milliseconds since the epoch. */
  readonly now: () => number
  readonly log: ReaderLog
  /** How long a call may take in all, in milliseconds; 30 seconds by default. */
  readonly longestReadMs?: number
  /** What the thread runs; found beside this file by default. */
  readonly program?: ReaderProgram
}

/**
 * Runs calls of read ports in a separate thread, which the first call starts.
 *
 * - A thread that dies is restarted: at once after the first death, later after a delay that doubles up to a minute.
 *   Its calls are rejected with `STORE_UNAVAILABLE`, since one of them may be the reason. So are calls during a delay.
 * - A call that takes too long is rejected with `TIMEOUT`. If the thread has begun it, the thread is ended, and the next
 *   thread restarts its other calls. There is never more than one thread.
 */
export class Reader {
  readonly #options: Required<ReaderOptions>
  readonly #running = new Map<number, PendingRead>()
  #waiting: PendingRead[] = []
  #thread: ReaderThread | null = null
  #isEnding = false
  #isClosed = false
  #fault: StoreFault | null = null
  #deaths = 0
  /** Milliseconds of the monotonic clock; null while no thread listens. */
  #readySince: number | null = null
  #restart: Timer | null = null
  #lastId = 0

  constructor(options: ReaderOptions) {
    this.#options = {
      longestReadMs: LONGEST_READ_MS,
      program: findReaderProgram(),
      ...options,
    }
  }

  /** From the death of a thread until the next one listens. */
  get fault(): StoreFault | null {
    return this.#fault
  }

  ask(call: ReadCall): Promise<unknown> {
    if (this.#isClosed) return Promise.reject(closed())
    if (this.#restart !== null && this.#fault !== null) return Promise.reject(unavailable(this.#fault.message))
    if (this.#waiting.length >= MAX_WAITING) return Promise.reject(tooMany())
    this.#lastId += 1
    const read = new PendingRead(this.#lastId, call)
    read.limit(this.#options.longestReadMs, () => this.#takesTooLong(read))
    this.#waiting.push(read)
    this.#sendWaiting()
    return read.answer
  }

  /** Rejects all pending reads with `SERVER_UNAVAILABLE`, and ends the thread. */
  async close(): Promise<void> {
    this.#isClosed = true
    stopTimer(this.#restart)
    for (const read of [...this.#takeRunning(), ...this.#waiting.splice(0)]) read.reject(closed())
    await Promise.race([this.#thread?.end(), wait(CLOSE_MS, { ref: false })])
  }

  #sendWaiting(): void {
    if (this.#isEnding || this.#isClosed || this.#restart !== null) return
    while (this.#running.size < MAX_AT_ONCE) {
      const read = this.#waiting.shift()
      if (read === undefined) return
      this.#thread ??= this.#startThread()
      this.#send(this.#thread, read)
    }
  }

  #send(thread: ReaderThread, read: PendingRead): void {
    const { id, call } = read
    try {
      thread.send({ type: 'read', id, call })
      this.#running.set(id, read)
    } catch (error) {
      // An argument that is not plain data is a bug in the caller.
      read.reject(error)
    }
  }

  #startThread(): ReaderThread {
    const { path, program } = this.#options
    this.#readySince = null
    return new ReaderThread({
      program,
      setup: { path, version: SDK_VERSION },
      heapMegabytes: HEAP_MEGABYTES,
      heard: (message) => this.#hear(message),
      died: (reason) => this.#threadDied(reason),
    })
  }

  #hear(message: ReaderMessage): void {
    if (message.type === 'ready') return this.#isReady()
    const read = this.#running.get(message.id)
    this.#running.delete(message.id)
    if (message.type === 'answered') read?.resolve(message.value)
    else read?.reject(unpackError(message.error))
    this.#sendWaiting()
  }

  #isReady(): void {
    this.#readySince = performance.now()
    if (this.#fault === null) return
    this.#options.log.info({ since: this.#fault.since }, 'the store can be read again')
    this.#fault = null
  }

  #threadDied(reason: Error): void {
    const { now, log } = this.#options
    const wasSteady = this.#readySince !== null && performance.now() - this.#readySince >= STEADY_MS
    this.#deaths = wasSteady ? 1 : this.#deaths + 1
    this.#thread = null
    this.#readySince = null
    const delayMs = restartDelay(this.#deaths)
    const reads = this.#takeRunning()
    const { code, message } = unavailable(describeDeath(reason, delayMs))
    this.#fault = { code, message, since: this.#fault?.since ?? now() }
    const named = reads.map((read) => read.name)
    log.error({ err: reason, reads: named, delayMs }, 'the thread that reads the store ended and is restarted')
    for (const read of reads) read.reject(unavailable(message))
    if (delayMs === 0) return this.#startAgain()
    for (const read of this.#waiting.splice(0)) read.reject(unavailable(message))
    this.#restart = startTimer(() => this.#startAgain(), delayMs).unref()
  }

  /** Restarts even if no read is pending, so that a fault is over as soon as possible. */
  #startAgain(): void {
    this.#restart = null
    this.#thread = this.#startThread()
    this.#sendWaiting()
  }

  #takesTooLong(read: PendingRead): void {
    const { longestReadMs, log } = this.#options
    read.reject(tookTooLong(longestReadMs, read.name))
    this.#waiting = this.#waiting.filter((other) => other !== read)
    if (!this.#running.delete(read.id)) return
    log.error({ read: read.name, longestReadMs }, 'a read of the store took too long, so its thread is ended')
    void this.#replaceThread()
  }

  async #replaceThread(): Promise<void> {
    if (this.#isEnding) return
    this.#isEnding = true
    this.#waiting.unshift(...this.#takeRunning())
    await this.#thread?.end()
    this.#thread = null
    this.#isEnding = false
    this.#sendWaiting()
  }

  #takeRunning(): PendingRead[] {
    const reads = [...this.#running.values()]
    this.#running.clear()
    return reads
  }
}

function describeDeath(reason: Error, delayMs: number): string {
  const again = delayMs === 0 ? 'It is being restarted.' : `It will be restarted in ${delayMs / 1000} s.`
  const why = reason.message.replace(/\.$/, '')
  return `Nothing can be read from the store, because the thread that reads it has ended (${why}). ${again} Events are still accepted.`
}

function unavailable(message: string): AIFlowError {
  return new AIFlowError('STORE_UNAVAILABLE', message)
}

function closed(): AIFlowError {
  return new AIFlowError('SERVER_UNAVAILABLE', 'The server is stopping. Ask again when it has started.')
}

function tooMany(): AIFlowError {
  const message = `More than ${MAX_WAITING} reads wait for the store. Ask again in a moment.`
  return new AIFlowError('RATE_LIMITED', message, { details: { maxWaiting: MAX_WAITING, retryAfterSeconds: 1 } })
}

function tookTooLong(limitMs: number, read: string): AIFlowError {
  const message = `Reading the store took longer than ${limitMs / 1000} seconds and was ended ("${read}"). Ask for less: a narrower filter, or a smaller page.`
  return new AIFlowError('TIMEOUT', message, { details: { limitMs, read } })
}
