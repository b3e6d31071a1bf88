import type { AttemptSpec, Outcome, Report } from '@aiflow/sdk/internal/worker-protocol'
import type { AttemptFiles } from '../journal/attempt-files.ts'
import type { AttemptFolder } from '../journal/attempt-folder.ts'
import type { ReportOptions } from '../link/report-box.ts'
import type { Snapshot } from '../link/snapshot-cache.ts'
import type { GivenSecrets } from '../masking/given-secrets.ts'
import type { AttemptFinder } from './attempt-finder.ts'
import type { Launcher } from './launcher.ts'

export interface AttemptSurroundings {
  /** Changes when the machine of this worker is restarted. */
  readonly bootId: string
  readonly now: () => number
  readonly serverUrl: () => string
  /** The snapshot of an attempt, with what its code imports. */
  snapshot(spec: AttemptSpec, signal: AbortSignal): Promise<Snapshot>
  /** Brings the large parts of a spec into the folder of its attempt. Resolves with the spec to start with. */
  complete(spec: AttemptSpec, folder: AttemptFolder, signal: AbortSignal): Promise<AttemptSpec>
  readonly secrets: AttemptSecrets
  launcher(spec: AttemptSpec): Launcher
  readonly finder: AttemptFinder
  /** Keeps the artifacts of a command. Resolves with null if all are kept, otherwise with the outcome to report instead. */
  leaveArtifacts(spec: AttemptSpec, signal: AbortSignal): Promise<Outcome | null>
  report(id: string, report: Report, options?: ReportOptions): void
  /** Logs an error after which the attempt goes on. */
  warn(error: unknown, attemptId: string): void
}

/** The secrets of attempts, which are in memory only, and in files while a command needs them. For a task without any, nothing is done. */
interface AttemptSecrets {
  /** Null for a task without secrets. Throws if the server has not all of them. */
  fetch(spec: AttemptSpec, signal: AbortSignal): Promise<GivenSecrets | null>
  /** Resolves when the output of an attempt of which nothing is left is masked and in its log. */
  drained(spec: AttemptSpec): Promise<void>
  /** Removes the files. */
  remove(spec: AttemptSpec): void
}

export interface AttemptOptions {
  readonly files: AttemptFiles
  readonly storeId: string
  readonly spec: AttemptSpec
}
