import type { LogChunk, LogMatches } from '@aiflow/sdk/internal/api/executions'
import type { ConnectionTest, ServerInfo } from '@aiflow/sdk/internal/api/server'
import type { ResolvedConnection } from '@aiflow/sdk/internal/connections'
import type { AttemptPart } from '@aiflow/sdk/internal/worker-protocol'

export interface LogRange {
  /** If negative, this many bytes before the end. */
  readonly offset: number
  readonly maxBytes: number
  /** Begin with what was written at this time or later, in milliseconds since the epoch. */
  readonly since?: number | undefined
  /** Begin with this line of what is kept, counted from 1. If negative, this many lines before the end. */
  readonly line?: number | undefined
  readonly align?: 'line' | undefined
}

export interface LogSearch {
  readonly text: string
  readonly offset: number
  readonly limit: number
}

/** What the doors for people may know of workers and ask of them. */
export interface WorkerDirectory {
  list(): ServerInfo['workers']
  /** Stops listing this worker. */
  forget(workerId: string): void
  /**
   * Throws `LOG_NOT_FOUND`, `WORKER_UNAVAILABLE`, `TIMEOUT`, or `PROTOCOL_MISMATCH` if the worker is too old for it.
   */
  readLog(workerId: string, attemptId: string, range: LogRange): Promise<LogChunk>
  /** Throws as `readLog` does. */
  searchLog(workerId: string, attemptId: string, search: LogSearch): Promise<LogMatches>
  /** Has a worker connect. Throws `WORKER_UNAVAILABLE` if none is connected that can do so. */
  testConnection(connection: ResolvedConnection): Promise<ConnectionTest>
  /** A part of an attempt that was too large for its message, as JSON in pieces; null if the attempt is not alive. */
  partOfAttempt(attemptId: string, part: AttemptPart): Iterable<string> | null
  /** The events and states of a question that was too large for a message; null if nobody waits for the answer. */
  question(name: string): Iterable<string> | null
}
