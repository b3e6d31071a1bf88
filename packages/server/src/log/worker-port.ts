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

/** A spec as the scheduler gives it: it shares its large parts with others, and its statuses take a form when it is sent. */
export type SpecToSend = Omit<AttemptSpec, 'taskStatuses' | 'statusRuns' | 'fetch'> & {
  readonly statusSnapshot?: StatusSnapshot
}

/** What a condition is asked, as the scheduler gives it: it shares its states with the world, as specs do. */
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

/** The scheduler, for the workers that are connected. */
export interface WorkerPort {
  /** What the worker should hold, as of the last commit; from here on commands go to `link`. */
  attachWorker(worker: ConnectedWorker, link: WorkerLink): Promise<Attachment>
  detachWorker(workerId: string, link: WorkerLink): void
  /** Resolves when the reports were committed; reports that do not count any more are accepted and dropped. */
  report(workerId: string, reports: readonly Report[]): Promise<void>
  /** Whether an attempt is of an execution that cannot be read: nothing that is said of it can be stored. */
  isSetAside(attemptId: string): boolean
  /** All attempts whose process is frozen, as the worker behind the link says; it counts while that is connected. */
  noteFrozen(link: WorkerLink, attemptIds: readonly string[]): void
  /** What the worker of a living attempt gets for it, as of now; null where it is not alive. */
  specOf(attemptId: string): SpecToSend | null
  /** Workers that living attempts were given to, connected or not. */
  workersWithAttempts(): readonly string[]
  /** Worker slots in use now, by worker. */
  busySlots(workerId: string): number
}
