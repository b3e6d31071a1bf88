import type { AttemptSpec, MessageOf, WorkerMessage } from '@aiflow/sdk/internal/worker-protocol'
import type { MetricsSample } from '../attempts/launcher.ts'
import type { WrittenEnd } from '../journal/attempt-journal.ts'
import type { EvaluateMessage } from '../link/question-source.ts'
import type { GivenSecrets } from '../masking/given-secrets.ts'

export type { EvaluateMessage }

/*
 * Worker and child exchange lines of JSON over the Unix socket of the worker. Both belong to one program. A child that runs a
 * task outlives the worker and connects to the next one. Any other child exits with its worker.
 */

/** `task`: one task at a time. `shared`: many tasks at once. */
export type ChildKind = 'task' | 'shared' | 'condition'

/** The command line argument of a child, as JSON. */
export interface ChildSetup {
  readonly childId: string
  readonly kind: ChildKind
  /** The folder of the child. */
  readonly folder: string
  readonly socket: string
  readonly serverFile: string
  readonly bootId: string
  readonly maxHeapBytes: number
}

/** What the child imports. */
export interface BundleToImport {
  readonly bundle: string
  /** The SHA-256 that the bundle must have, in hex. */
  readonly bundleHash: string
}

export interface RunMessage {
  readonly type: 'run'
  /** The path of the folder of the attempt, which exists if the attempt needs it. */
  readonly folder: string
  /** The journal of the child that has the lines about the attempt, and where they begin. Null if they are in its folder. */
  readonly place: { readonly journal: string; readonly from: number } | null
  /** The path of the working folder, which is created when the code asks for it. */
  readonly ownFolder: string
  /** The path of the folder for artifacts, which is created for a command. */
  readonly ownArtifacts: string
  /** The extra files of the snapshot. */
  readonly files: string
  readonly spec: AttemptSpec
  readonly serverUrl: string
  readonly environment: Readonly<Record<string, string>>
  /** Null for a task without secrets. */
  readonly secrets: GivenSecrets | null
}

export type ToChild =
  /** Comes once, before everything else. */
  | ({ readonly type: 'import' } & BundleToImport)
  | RunMessage
  | { readonly type: 'stop'; readonly attemptId: string }
  | EvaluateMessage
  | { readonly type: 'leave' }
  /** Answered by `pong`. */
  | { readonly type: 'ping' }

export type EvaluationResult = MessageOf<WorkerMessage, 'evaluated'>['result']

export type FromChild =
  /** `attemptId`: the attempt that it runs, if it reconnects. */
  | {
      readonly type: 'hello'
      readonly childId: string
      readonly attemptId: string | null
      /** Whether it sends `stopHeard`. A child of 0.1.0 does not. */
      readonly answersStops?: boolean
      /** The attempts that it runs, if it runs many at once. */
      readonly attemptIds?: readonly string[]
    }
  /** The bundle is imported. */
  | { readonly type: 'ready' }
  /** The bundle cannot be imported. */
  | { readonly type: 'unusable'; readonly message: string }
  /** The bundle was changed after the worker fetched it. */
  | { readonly type: 'changedBundle' }
  | { readonly type: 'running'; readonly attemptId: string }
  | { readonly type: 'claimed'; readonly attemptId: string }
  /** The claim could not be written and never counts. `code` is that of the error. */
  | { readonly type: 'unclaimed'; readonly attemptId: string; readonly message: string; readonly code: string | null }
  /** The code of the attempt has had its first turn and goes on. Not sent by one that ends within it. */
  | { readonly type: 'goesOn'; readonly attemptId: string }
  /** The attempt has a log of its own from now on. */
  | { readonly type: 'logBegun'; readonly attemptId: string }
  /** Metrics that the code of the task reported. */
  | { readonly type: 'metrics'; readonly attemptId: string; readonly sample: MetricsSample }
  /** The child has noticed a stop. */
  | { readonly type: 'stopHeard'; readonly attemptId: string }
  | { readonly type: 'stopFailed'; readonly attemptId: string; readonly message: string }
  /**
   * The outcome is written. `clean`: the child is as it was before the attempt. Otherwise it exits. `heapBytes`: the memory that
   * its objects held after the last full collection.
   */
  | {
      readonly type: 'done'
      readonly attemptId: string
      readonly clean: boolean
      readonly heapBytes: number
      readonly end: WrittenEnd
    }
  /** User code left something behind in it, so it should get no more work. */
  | { readonly type: 'worn' }
  | { readonly type: 'pong' }
  | { readonly type: 'evaluated'; readonly requestId: string; readonly result: EvaluationResult }
