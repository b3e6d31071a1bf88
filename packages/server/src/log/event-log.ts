import type { StoredEvent } from '../storage/rows.ts'
import type { TaskIdentity } from './token-directory.ts'

/** An event as a public door hands it in. Limits and reserved keys were checked at the door. */
export interface NewUserEvent {
  readonly namespace: string
  readonly key: string
  readonly value: string | null
  readonly sender: string | null
  /** As the door saw it. */
  readonly principal?: string | null | undefined
  readonly context: string | null
  readonly workflowExecutionId: number | null
  readonly idempotencyKey: string | null
  /** That of the whole request, for events that have none of their own. The same in all events of one request. */
  readonly requestKey?: string | undefined
  /** The task that sends it, where one does. */
  readonly sentBy?: Pick<TaskIdentity, 'workflowExecutionId' | 'taskName'>
  /** Of the request that it came with, where it came with one. */
  readonly requestId?: string | undefined
}

export interface AppendResult {
  readonly offset: number
  /** It had been stored before, under this offset. */
  readonly duplicate: boolean
}

/** The log, to append to and to follow. */
export interface EventLog {
  readonly lastOffset: number
  /** Durable when it resolves. All of them or none. Throws `NAMESPACE_NOT_FOUND`, `SEND_REFUSED`, `STORE_FULL`, `STORE_UNAVAILABLE`. */
  append(events: readonly NewUserEvent[]): Promise<AppendResult[]>
  /** Called after each commit, with its events in order. Returns the way to stop listening. */
  onCommitted(listener: (events: readonly StoredEvent[]) => void): () => void
}
