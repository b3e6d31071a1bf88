import type { LogChunk } from '@aiflow/sdk/internal/api/executions'
import { isAlive } from '@aiflow/sdk/internal/model'
import { startTimer, stopTimer, wait } from '@aiflow/sdk/internal/time'
import type { TaskExecutionName } from '../../storage/reads/task-reads.ts'
import type { RequestDependencies } from '../dependencies.ts'
import { attemptAfter, attemptOf, type NamedAttempt } from './logged-attempts.ts'
import { findAttempts } from './task-items.ts'

const CHUNK_BYTES = 262_144
/** Milliseconds to wait for more at the end of a growing log. */
const LOOK_MS = 200

/** A position in the logs of a task execution. */
interface LogPlace {
  readonly attempt: number
  readonly offset: number
}

/** Text, a heartbeat, or the end of the log. `place` is where to continue. */
export type LogPart =
  | { readonly type: 'text'; readonly place: LogPlace; readonly chunk: LogChunk }
  | { readonly type: 'alive'; readonly place: LogPlace }
  | { readonly type: 'end'; readonly place: LogPlace }

export interface FollowTaskLogOptions {
  readonly of: TaskExecutionName
  /** The item whose log is followed, of a task over a list. */
  readonly item?: number | undefined
  /** The first attempt to read; the last one that a worker received if omitted. */
  readonly attempt: number | undefined
  readonly offset: number
  /** Whether to stop after that attempt. */
  readonly isOnly: boolean
  /** Milliseconds between heartbeats while nothing is written. */
  readonly idleMs: number
  readonly signal: AbortSignal
}

type Dependencies = Pick<RequestDependencies, 'storage' | 'workers' | 'eventLog' | 'now'>

/**
 * Follows the log of a task execution: of one attempt until its log is complete, or of all attempts until the task
 * execution has ended. Ends when the signal is aborted. Throws `TASK_EXECUTION_NOT_FOUND`, `LOG_NOT_FOUND`, and the
 * errors of reading a log.
 */
export async function* followTaskLog(
  dependencies: Dependencies,
  options: FollowTaskLogOptions,
): AsyncGenerator<LogPart> {
  const first = attemptOf(await findAttempts(dependencies.storage, options.of, options.item), options.attempt)
  yield* new TaskLogFollower(dependencies, options).parts(first)
}

class TaskLogFollower {
  readonly #dependencies: Dependencies
  readonly #options: FollowTaskLogOptions
  #spokenAt = Number.NEGATIVE_INFINITY

  constructor(dependencies: Dependencies, options: FollowTaskLogOptions) {
    this.#dependencies = dependencies
    this.#options = options
  }

  async *parts(first: NamedAttempt): AsyncGenerator<LogPart> {
    const { isOnly, signal } = this.#options
    let attempt: NamedAttempt | null = first
    let place: LogPlace = { attempt: first.attemptNumber, offset: this.#options.offset }
    while (attempt !== null && !signal.aborted) {
      for await (const part of this.#chunks(attempt, place.offset)) {
        place = part.place
        yield part
      }
      attempt = isOnly ? null : yield* this.#nextAttempt(place)
      if (attempt !== null) place = { attempt: attempt.attemptNumber, offset: 0 }
    }
    if (!signal.aborted) yield { type: 'end', place }
  }

  async *#chunks({ attemptNumber, workerId, attemptId }: NamedAttempt, from: number): AsyncGenerator<LogPart> {
    const { signal } = this.#options
    const { workers, now } = this.#dependencies
    let offset = from
    while (!signal.aborted) {
      const chunk = await workers.readLog(workerId, attemptId, { offset, maxBytes: CHUNK_BYTES })
      offset = chunk.nextOffset
      const place = { attempt: attemptNumber, offset }
      if (chunk.data !== '') {
        this.#spokenAt = now()
        yield { type: 'text', place, chunk }
      } else {
        yield* this.#signOfLife(place)
        if (chunk.complete) return
        // Rejects when the reader has left, which ends the loop.
        await wait(LOOK_MS, { signal }).catch(() => undefined)
      }
    }
  }

  /** Null if the task execution has ended. Between attempts, waits for a commit before reading again. */
  async *#nextAttempt(place: LogPlace): AsyncGenerator<LogPart, NamedAttempt | null> {
    const { of, item, signal } = this.#options
    while (!signal.aborted) {
      const committed = this.#nextCommit()
      const row = await findAttempts(this.#dependencies.storage, of, item)
      const next = attemptAfter(row, place.attempt)
      if (next !== null || !isAlive(row.status)) return next
      yield* this.#signOfLife(place)
      await committed
    }
    return null
  }

  #nextCommit(): Promise<void> {
    const { idleMs, signal } = this.#options
    return new Promise((resolve) => {
      const finish = () => {
        stopTimer(timer)
        unsubscribe()
        signal.removeEventListener('abort', finish)
        resolve()
      }
      const timer = startTimer(finish, idleMs)
      const unsubscribe = this.#dependencies.eventLog.onCommitted(finish)
      signal.addEventListener('abort', finish, { once: true })
    })
  }

  /** Tells the reader that the server is still there. */
  *#signOfLife(place: LogPlace): Generator<LogPart> {
    const now = this.#dependencies.now()
    if (now - this.#spokenAt < this.#options.idleMs) return
    this.#spokenAt = now
    yield { type: 'alive', place }
  }
}
