import type { PoolUse } from '@aiflow/sdk/internal/api/server'
import type { Json } from '@aiflow/sdk/internal/json'
import type {
  AttemptSpec,
  EvaluateRequest,
  MessageOf,
  Report,
  WorkerMessage,
} from '@aiflow/sdk/internal/worker-protocol'
import type { CodeKind } from '../model/code-kind.ts'
import type { Aside, StoredEvent, TimerRow, TokenRow, UnreadableRow } from '../storage/rows.ts'
import type { ControlRequest, ControlResult } from './control.ts'
import type { StatusSnapshot } from './status-snapshot.ts'
import type { StoreFault } from './store-fault.ts'

/*
 * What the doors (HTTP, gRPC, timer, workers) may ask of the ring. They never see the scheduler behind it.
 */

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

/** Who holds a task token: one living attempt. */
export interface TaskIdentity {
  readonly attemptId: string
  readonly namespace: string
  readonly workflowName: string
  readonly workflowExecutionId: number
  readonly taskName: string
  readonly sequenceNumber: number
}

export type Evaluation = MessageOf<WorkerMessage, 'evaluated'>['result']

export interface WarmSnapshot {
  readonly snapshotHash: string
  readonly namespace: string
  readonly workflowName: string
  readonly kinds: readonly CodeKind[]
}

/** A spec as the ring gives it: it shares its large parts with others, and its statuses take a form when it is sent. */
export type SpecToSend = Omit<AttemptSpec, 'taskStatuses' | 'statusRuns' | 'fetch'> & {
  readonly statusSnapshot?: StatusSnapshot
}

/** What a condition is asked, as the ring gives it: it shares its states with the world, as specs do. */
export type QuestionToSend = Omit<EvaluateRequest, 'type' | 'requestId' | 'taskStatuses' | 'statusRuns' | 'fetch'> & {
  readonly statusSnapshot?: StatusSnapshot
}

/** The scheduler's way to one connected worker. Calls are hints: what they lose, the next `welcome` repeats. */
export interface WorkerLink {
  start(specs: readonly SpecToSend[]): void
  stop(attemptIds: readonly string[]): void
  /** Code of this snapshot will be needed soon. */
  warm(snapshot: WarmSnapshot): void
  /** These attempts were deleted: their logs may go. */
  forget(attemptIds: readonly string[]): void
  /** Never rejects: a lost connection is an `error` with cause `worker`. */
  evaluate(question: QuestionToSend): Promise<Evaluation>
}

export interface ConnectedWorker {
  readonly id: string
  readonly bootId: string
  readonly slots: number
  readonly held: readonly { readonly attemptId: string; readonly finished: boolean }[]
  /** Attempts that it has, and does not know: their files were damaged. */
  readonly found: readonly string[]
  /** The store that it says its attempts are of. */
  readonly storeId: string | null
}

export interface Attachment {
  readonly storeId: string
  readonly wanted: readonly { readonly spec: SpecToSend; readonly stop: boolean }[]
  /** Held and finished attempts whose end the store knows already. */
  readonly settled: readonly string[]
}

export interface AliveCounts {
  readonly workflowExecutions: number
  /** Task executions that are QUEUED, RUNNING or STOPPING. */
  readonly tasks: number
}

/** A task execution that told of its work in numbers. */
export interface Measured {
  readonly namespace: string
  readonly taskExecutionId: number
}

export interface RequestOptions {
  readonly principal?: string | null | undefined
  /** The task that asks, where one does. */
  readonly sentBy?: NewUserEvent['sentBy'] | undefined
  readonly requestId?: string | undefined
  readonly idempotencyKey?: string | undefined
  /** What its event must not hold. */
  readonly aside?: Aside | undefined
}

export interface Ring {
  readonly lastOffset: number
  /** What an event would be stored with now: milliseconds since the epoch that never go back. */
  readonly time: number
  /** Why nothing can be stored at the moment, null where it can. */
  readonly storeFault: StoreFault | null
  /** The time of the newest event where the clock is more than a minute behind it, otherwise null. */
  readonly clockBehindUntil: number | null
  /** Rows of the store that cannot be read. */
  unreadable(): readonly UnreadableRow[]
  /** Whether an attempt is of an execution that cannot be read: nothing that is said of it can be stored. */
  isSetAside(attemptId: string): boolean
  readonly storeId: string
  /** Durable when it resolves. All of them or none. Throws `NAMESPACE_NOT_FOUND`, `SEND_REFUSED`, `STORE_FULL`, `STORE_UNAVAILABLE`. */
  append(events: readonly NewUserEvent[]): Promise<AppendResult[]>
  /**
   * Appends the request; `result` resolves when its step was committed. A request with the idempotency key of an earlier one of
   * its namespace and sender is not carried out again: it gets the result of the earlier one.
   */
  control(
    request: ControlRequest,
    sender: string | null,
    of?: RequestOptions,
  ): Promise<{ offset: number; result: Promise<ControlResult> }>
  /** Resolves when the reports were committed; reports that do not count any more are accepted and dropped. */
  report(workerId: string, reports: readonly Report[]): Promise<void>
  /** Appends the firing; one that is not due any more (moved, deleted, fired before) does nothing. */
  fireTimer(timerId: string, dueTime: number): Promise<void>
  /** Every timer that is set, as of now. */
  readTimers(): readonly TimerRow[]
  /** Called after each commit with the timers it set, moved or deleted. */
  onTimersChanged(listener: (timers: readonly TimerRow[]) => void): () => void
  /** Called after each commit, with its events in order. Returns the way to stop listening. */
  onCommitted(listener: (events: readonly StoredEvent[]) => void): () => void
  /** Called after each commit with the task executions that told of their work in numbers. Returns the way to stop listening. */
  onMeasured(listener: (measured: readonly Measured[]) => void): () => void
  /** What the worker should hold, as of the last commit; from here on commands go to `link`. */
  attachWorker(worker: ConnectedWorker, link: WorkerLink): Promise<Attachment>
  detachWorker(workerId: string, link: WorkerLink): void
  /** All attempts whose process is frozen, as the worker behind the link says; it counts while that is connected. */
  noteFrozen(link: WorkerLink, attemptIds: readonly string[]): void
  /** Whether its worker says that the process of an attempt is frozen. */
  isFrozen(attemptId: string): boolean
  /** What the worker of a living attempt gets for it, as of now; null where it is not alive. */
  specOf(attemptId: string): SpecToSend | null
  /** Null unless the attempt of the token is alive. */
  verifyTaskToken(token: string): TaskIdentity | null
  /** The token whose secret has this SHA-256, null where there is none. */
  findToken(secretHash: string): TokenRow | null
  /** Whether somebody logged out of this session of the web page. */
  isSessionEnded(session: string): boolean
  /** A named state of a living workflow execution, null where there is none. */
  readState(workflowExecutionId: number, name: string): Json
  /** The pools of a namespace as they are now, by name. */
  readPools(namespace: string): PoolUse[]
  /** Why the latest execution of a task is still INIT; null where it is not. */
  waitingReason(of: { readonly workflowExecutionId: number; readonly taskName: string }): string | null
  /** Workers that living attempts were given to, connected or not. */
  workersWithAttempts(): readonly string[]
  /** Worker slots in use now, by worker. */
  busySlots(workerId: string): number
  aliveCounts(): AliveCounts
}
