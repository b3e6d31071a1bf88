import type { AttemptSpec, MessageOf, WorkerMessage } from '@aiflow/sdk/internal/worker-protocol'
import type { MetricsSample } from '../attempts/launcher.ts'
import type { EvaluateMessage } from '../link/question-source.ts'

export type { EvaluateMessage }

/*
 * Worker and child talk JSON lines over the worker's Unix socket, both of one program and one version. A child that runs
 * a task outlives the worker and connects to the next one; everything else is worth nothing without its worker.
 */

export type ChildKind = 'task' | 'condition'

/** What a child is told on its command line. */
export interface ChildSetup {
  readonly childId: string
  readonly kind: ChildKind
  readonly socket: string
  readonly bundle: string
  /** SHA-256 in hex of what the bundle has to be. */
  readonly bundleHash: string
  readonly serverFile: string
  readonly bootId: string
}

export interface RunMessage {
  readonly type: 'run'
  readonly folder: string
  /** Where the attempt may have a folder of its own, which is made when its code asks for it. */
  readonly ownFolder: string
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
  /** `attemptId`: what it runs, where it connects for the second time. */
  | {
      readonly type: 'hello'
      readonly childId: string
      readonly attemptId: string | null
      /** Whether it says that it has heard of a stop; a child of 0.1.0 does not. */
      readonly answersStops?: boolean
    }
  /** The bundle is imported. */
  | { readonly type: 'ready' }
  /** The bundle cannot be imported. */
  | { readonly type: 'unusable'; readonly message: string }
  /** The bundle is not what the worker fetched. */
  | { readonly type: 'changedBundle' }
  | { readonly type: 'running'; readonly attemptId: string }
  | { readonly type: 'claimed'; readonly attemptId: string }
  /** What the code of the task said of its work. */
  | { readonly type: 'metrics'; readonly attemptId: string; readonly sample: MetricsSample }
  /** It has taken notice of a stop. */
  | { readonly type: 'stopHeard'; readonly attemptId: string }
  | { readonly type: 'stopFailed'; readonly attemptId: string; readonly message: string }
  /** The outcome is written. The child is as it was before the attempt, or else it leaves. */
  | { readonly type: 'done'; readonly attemptId: string; readonly clean: boolean }
  /** Conditions left something behind: it should get no more questions. */
  | { readonly type: 'worn' }
  | { readonly type: 'evaluated'; readonly requestId: string; readonly result: EvaluationResult }
