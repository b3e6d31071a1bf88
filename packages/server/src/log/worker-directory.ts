import type { LogChunk, LogMatches } from '@aiflow/sdk/internal/api/executions'
import type { ServerInfo } from '@aiflow/sdk/internal/api/server'
import type { AttemptPart } from '@aiflow/sdk/internal/worker-protocol'

export interface LogRange {
  /** Negative: that many bytes from the end. */
  readonly offset: number
  readonly maxBytes: number
  /** Begin with what was written at this time or later; milliseconds since the epoch. */
  readonly since?: number | undefined
  /** Begin with this line of what is kept, from 1; negative: so many lines from the end. */
  readonly line?: number | undefined
  readonly align?: 'line' | undefined
}

export interface LogSearch {
  readonly text: string
  readonly offset: number
  readonly limit: number
}

/** What the doors for people may know of and ask from the workers. */
export interface WorkerDirectory {
  list(): ServerInfo['workers']
  /** Nothing is told of this worker any more. */
  forget(workerId: string): void
  /** Throws `LOG_NOT_FOUND`, `WORKER_UNAVAILABLE`, `TIMEOUT`, or `PROTOCOL_MISMATCH` where the worker is too old for it. */
  readLog(workerId: string, attemptId: string, range: LogRange): Promise<LogChunk>
  /** Throws as `readLog` does. */
  searchLog(workerId: string, attemptId: string, search: LogSearch): Promise<LogMatches>
  /** A part of an attempt that was too large to be told of with it, as JSON in pieces; null where the attempt is not alive. */
  partOfAttempt(attemptId: string, part: AttemptPart): Iterable<string> | null
  /** The events and states of a question that was too large for a message; null where nobody waits for its answer. */
  question(name: string): Iterable<string> | null
}
