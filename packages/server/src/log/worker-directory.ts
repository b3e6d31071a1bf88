import type { LogChunk, ServerInfo } from '@aiflow/sdk/internal'

export interface LogRange {
  /** Negative: that many bytes from the end. */
  readonly offset: number
  readonly maxBytes: number
}

/** What the doors for people may know of and ask from the workers. */
export interface WorkerDirectory {
  list(): ServerInfo['workers']
  /** Throws `LOG_NOT_FOUND`, `WORKER_UNAVAILABLE` or `TIMEOUT`. */
  readLog(workerId: string, attemptId: string, range: LogRange): Promise<LogChunk>
}
