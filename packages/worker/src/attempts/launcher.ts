import type { Json } from '@aiflow/sdk/internal/json'
import type { AttemptSpec, Outcome } from '@aiflow/sdk/internal/worker-protocol'
import type { AttemptFiles } from '../journal/attempt-files.ts'
import type { AttemptFolder } from '../journal/attempt-folder.ts'
import type { AttemptRecord } from '../journal/attempt-journal.ts'
import type { Snapshot } from '../link/snapshot-cache.ts'
import type { GivenSecrets } from '../masking/given-secrets.ts'
import type { AttemptProcess } from './attempt-process.ts'

/** What the code of a task said about its work. */
export interface MetricsSample {
  /** Milliseconds since the epoch. */
  readonly time: number
  readonly metrics: Record<string, Json>
}

export type Launch =
  | { readonly type: 'running'; readonly process: AttemptProcess }
  /** The attempt was claimed before: by the start of another worker, or by a tombstone. */
  | { readonly type: 'claimed' }
  | { readonly type: 'failed'; readonly outcome: Outcome }

export interface LaunchRequest {
  readonly files: AttemptFiles
  readonly folder: AttemptFolder
  /** False if an earlier worker may have started the attempt. Then only a claim is certain. */
  readonly fresh: boolean
  /** The record to write before anything can run. */
  readonly record: Omit<AttemptRecord, 'childLog'>
  /** The spec to start with. Of its large parts, those that code reads itself are still in the folder. */
  readonly spec: AttemptSpec
  readonly snapshot: Snapshot
  readonly serverUrl: string
  /** Null for a task without secrets. They must not be written, except into their folder. */
  readonly secrets: GivenSecrets | null
  /** Aborted when the attempt is no longer wanted. */
  readonly signal: AbortSignal
  /** Called right before something is started that may claim the attempt. Until `launch` resolves, it may have done so. */
  handsOver(): void
  /** Called when what was handed over says that it has not claimed the attempt and never will. */
  tookBack(): void
  takeMetrics(sample: MetricsSample): void
}

/** What a launcher knows about the process that a claim names. */
export type Whereabouts =
  | { readonly type: 'running' }
  /** It has ended. What it started may go on. */
  | { readonly type: 'ended' }
  /** Nothing of it can be left. `message` says why, for people. */
  | { readonly type: 'lost'; readonly message: string }
  /** The handle is damaged, or was written by another kind of launcher. */
  | { readonly type: 'unknown' }

/** A process that runs an attempt, or is about to, found without a readable claim. */
export interface Sighting {
  readonly handle: string
  /** Where its log is, as far as that can still be told. */
  readonly childLog: AttemptRecord['childLog']
}

export interface AdoptRequest {
  readonly files: AttemptFiles
  readonly record: AttemptRecord
  readonly handle: string
  takeMetrics(sample: MetricsSample): void
}

/**
 * Starts the attempts of one kind of operator, and finds them again after a restart of the worker.
 *
 * A launcher writes two things into the files of an attempt:
 *
 * - The claim, before anything of the attempt can run. It holds a handle: one line, by which the launcher finds the process
 *   again. The process may write the claim itself.
 * - The outcome, before `ended` of the process resolves. Without an outcome, the way in which the process ended decides.
 */
export interface Launcher {
  /**
   * Why an attempt that the server assigned some time ago must not be started now, for people. Null if it may be: then its
   * claim shows for certain whether it was started before.
   */
  startProblem(spec: AttemptSpec): string | null
  /** Writes the record of the attempt, then starts it. */
  launch(request: LaunchRequest): Promise<Launch>
  locate(handle: string): Promise<Whereabouts>
  /** Finds what runs an attempt whose claim is missing or damaged. Null if nothing does. */
  find(attemptId: string): Promise<Sighting | null>
  /** Takes over a process that an earlier worker started. It may have ended. */
  adopt(request: AdoptRequest): AttemptProcess
  /** Adds to the outcome of an attempt what its process did not say, from the files of the attempt. */
  completeOutcome?(outcome: Outcome, folder: AttemptFolder, spec: AttemptSpec): Outcome
}
