import type { StoredEvent } from '../storage/rows.ts'
import type { CursorMove, CursorName } from './cursor.ts'
import type { TaskIdentity } from './token-directory.ts'

/** An event that a public door hands in. The door has checked limits and reserved keys. */
export interface NewUserEvent {
  readonly namespace: string
  readonly key: string
  readonly value: string | null
  readonly sender: string | null
  /** Set by the door. */
  readonly principal?: string | null | undefined
  readonly context: string | null
  readonly workflowExecutionId: number | null
  readonly idempotencyKey: string | null
  /** The idempotency key of the whole request, for events without their own. The same in all events of a request. */
  readonly requestKey?: string | undefined
  /** The task that sends it, if it is a task. */
  readonly sentBy?: Pick<TaskIdentity, 'workflowExecutionId' | 'taskName'>
  /** The id of the request that carried it, if it has one. */
  readonly requestId?: string | undefined
}

export interface AppendResult {
  readonly offset: number
  /** It was stored before, under this offset. */
  readonly duplicate: boolean
}

export interface AppendOptions {
  /**
   * Moves in the commit of the events. `CURSOR_MOVED` if its stored position is not the expected one, `CURSORS_FULL` if it
   * would be one too many.
   */
  readonly cursor?: CursorMove | undefined
}

/** The log, to append to and to follow. */
export interface EventLog {
  readonly lastOffset: number
  /**
   * Durable when it resolves: all of the events and the cursor, or nothing. Throws `NAMESPACE_NOT_FOUND`, `SEND_REFUSED`,
   * `CURSOR_MOVED`, `CURSORS_FULL`, `STORE_FULL`, `STORE_UNAVAILABLE`.
   */
  append(events: readonly NewUserEvent[], options?: AppendOptions): Promise<AppendResult[]>
  /** The stored position of a cursor; null if none is stored yet. */
  cursor(name: CursorName): Promise<string | null>
  /** Called after each commit, with its events in order. Returns the way to stop listening. */
  onCommitted(listener: (events: readonly StoredEvent[]) => void): () => void
}
