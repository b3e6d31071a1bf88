import type {
  AttemptSpec,
  EvaluateRequest,
  MessageOf,
  Report,
  WorkerMessage,
} from '@aiflow/sdk/internal/worker-protocol'
import type { CodeKind } from '../model/code-kind.ts'
import type { StatusSnapshot } from './status-snapshot.ts'

export type Evaluation = MessageOf<WorkerMessage, 'evaluated'>['result']

export interface WarmSnapshot {
  readonly snapshotHash: string
  readonly namespace: string
  readonly workflowName: string
  readonly kinds: readonly CodeKind[]
}

/**
 * A spec as the scheduler makes it. It shares large parts with other specs. Its statuses are serialized when it is
 * sent.
 */
export type SpecToSend = Omit<AttemptSpec, 'taskStatuses' | 'statusRuns' | 'fetch'> & {
  readonly statusSnapshot?: StatusSnapshot
}

/** A question to a condition as the scheduler makes it. It shares its states with the world, as specs do. */
export type QuestionToSend = Omit<EvaluateRequest, 'type' | 'requestId' | 'taskStatuses' | 'statusRuns' | 'fetch'> & {
  readonly statusSnapshot?: StatusSnapshot
}

/** The scheduler's connection to one worker. Calls are hints: the next `welcome` repeats what they lose. */
export interface WorkerLink {
  start(specs: readonly SpecToSend[]): void
  stop(attemptIds: readonly string[]): void
  /** Code of this snapshot will be needed soon. */
  warm(snapshot: WarmSnapshot): void
  /** These attempts were deleted, so their logs may be removed. */
  forget(attemptIds: readonly string[]): void
  /** Never rejects: a lost connection is an `error` with cause `worker`. */
  evaluate(question: QuestionToSend): Promise<Evaluation>
}

export interface ConnectedWorker {
  readonly id: string
  readonly bootId: string
  readonly slots: number
  /** How many tasks that share processes it runs, besides its slots. A worker of 0.2.0 has none, and runs them like others. */
  readonly sharedSlots?: number | undefined
  /** The types of operators that it runs besides `bash` and `code`. */
  readonly operators?: readonly string[] | undefined
  /** What it can do besides. */
  readonly features?: readonly string[] | undefined
  readonly held: readonly { readonly attemptId: string; readonly finished: boolean }[]
  /** Attempts that it has but does not know, because their files were damaged. */
  readonly found: readonly string[]
  /** The store that its attempts belong to, as it says. */
  readonly storeId: string | null
}

export interface Attachment {
  readonly storeId: string
  readonly wanted: readonly { readonly spec: SpecToSend; readonly stop: boolean }[]
  /** Held and finished attempts whose end the store already knows. */
  readonly settled: readonly string[]
}

/** The scheduler, as seen by connected workers. */
/** An attempt that waits while its worker makes what it needs. */
export interface PreparedAttempt {
  readonly attemptId: string
  /** A sentence for people. */
  readonly what: string
}

export interface WorkerPort {
  /** Returns what the worker should hold as of the last commit. From then on, commands go to `link`. */
  attachWorker(worker: ConnectedWorker, link: WorkerLink): Promise<Attachment>
  detachWorker(workerId: string, link: WorkerLink): void
  /** Resolves when the reports were committed. Reports that no longer count are accepted and dropped. */
  report(workerId: string, reports: readonly Report[]): Promise<void>
  /** Whether an attempt belongs to an execution that cannot be read, so that no report about it can be stored. */
  isSetAside(attemptId: string): boolean
  /**
   * All attempts with a frozen process, as the worker behind the link reports them. They count while the worker is
   * connected.
   */
  noteFrozen(link: WorkerLink, attemptIds: readonly string[]): void
  /** All attempts that wait while the worker behind the link makes what they need. They count while it is connected. */
  notePreparing(link: WorkerLink, attempts: readonly PreparedAttempt[]): void
  /** The current spec of a living attempt; null if it is not alive. */
  specOf(attemptId: string): SpecToSend | null
  /** Workers that living attempts are assigned to, connected or not. */
  workersWithAttempts(): readonly string[]
  /** Number of attempts of a worker, and how many of them share processes. */
  busySlots(workerId: string): number
  busySharedSlots(workerId: string): number
}
