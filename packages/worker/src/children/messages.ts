import type { AttemptSpec, MessageOf, WorkerMessage } from '@aiflow/sdk/internal/worker-protocol'
import type { MetricsSample } from '../attempts/launcher.ts'
import type { EvaluateMessage } from '../link/question-source.ts'

export type { EvaluateMessage }

/*
 * Worker and child exchange lines of JSON over the Unix socket of the worker. Both belong to one program. A child that runs a
 * task outlives the worker and connects to the next one. Any other child exits with its worker.
 */

export type ChildKind = 'task' | 'condition'

/** The command line argument of a child, as JSON. */
export interface ChildSetup {
  readonly childId: string
  readonly kind: ChildKind
  readonly socket: string
  readonly bundle: string
  /** The SHA-256 that the bundle must have, in hex. */
  readonly bundleHash: string
  readonly serverFile: string
  readonly bootId: string
}

export interface RunMessage {
  readonly type: 'run'
  readonly folder: string
  /** The path of the working folder, which is created when the code asks for it. */
  readonly ownFolder: string
  /** The path of the folder for artifacts, which is created for a command. */
  readonly ownArtifacts: string
  /** The extra files of the snapshot. */
  readonly files: string
  readonly spec: AttemptSpec
  readonly serverUrl: string
  readonly environment: Readonly<Record<string, string>>
}

export type ToChild =
  | RunMessage
  | { readonly type: 'stop'; readonly attemptId: string }
  | EvaluateMessage
  | { readonly type: 'leave' }

export type EvaluationResult = MessageOf<WorkerMessage, 'evaluated'>['result']

export type FromChild =
  /** `attemptId`: the attempt that it runs, if it reconnects. */
  | {
      readonly type: 'hello'
      readonly childId: string
      readonly attemptId: string | null
      /** Whether it sends `stopHeard`. A child of 0.1.0 does not. */
      readonly answersStops?: boolean
    }
  /** The bundle is imported. */
  | { readonly type: 'ready' }
  /** The bundle cannot be imported. */
  | { readonly type: 'unusable'; readonly message: string }
  /** The bundle was changed after the worker fetched it. */
  | { readonly type: 'changedBundle' }
  | { readonly type: 'running'; readonly attemptId: string }
  | { readonly type: 'claimed'; readonly attemptId: string }
  /** Metrics that the code of the task reported. */
  | { readonly type: 'metrics'; readonly attemptId: string; readonly sample: MetricsSample }
  /** The child has noticed a stop. */
  | { readonly type: 'stopHeard'; readonly attemptId: string }
  | { readonly type: 'stopFailed'; readonly attemptId: string; readonly message: string }
  /** The outcome is written. `clean`: the child is as it was before the attempt. Otherwise it exits. */
  | { readonly type: 'done'; readonly attemptId: string; readonly clean: boolean }
  /** Conditions left something behind in it, so it should get no more questions. */
  | { readonly type: 'worn' }
  | { readonly type: 'evaluated'; readonly requestId: string; readonly result: EvaluationResult }
