import type { AttemptSpec, Outcome, Report } from '@aiflow/sdk/internal/worker-protocol'
import type { AttemptFiles } from '../journal/attempt-files.ts'
import type { AttemptFolder } from '../journal/attempt-folder.ts'
import type { ReportOptions } from '../link/report-box.ts'
import type { Snapshot } from '../link/snapshot-cache.ts'
import type { AttemptFinder } from './attempt-finder.ts'
import type { Launcher } from './launcher.ts'

export interface AttemptSurroundings {
  /** Changes when the machine of this worker is restarted. */
  readonly bootId: string
  readonly now: () => number
  readonly serverUrl: () => string
  snapshot(hash: string, signal: AbortSignal): Promise<Snapshot>
  /** Brings the large parts of a spec into the folder of its attempt. Resolves with the spec to start with. */
  complete(spec: AttemptSpec, folder: AttemptFolder, signal: AbortSignal): Promise<AttemptSpec>
  launcher(spec: AttemptSpec): Launcher
  readonly finder: AttemptFinder
  /** Keeps the artifacts of a command. Resolves with null if all are kept, otherwise with the outcome to report instead. */
  leaveArtifacts(spec: AttemptSpec, signal: AbortSignal): Promise<Outcome | null>
  report(id: string, report: Report, options?: ReportOptions): void
  /** Logs an error after which the attempt goes on. */
  warn(error: unknown, attemptId: string): void
}

export interface AttemptOptions {
  readonly files: AttemptFiles
  readonly storeId: string
  readonly spec: AttemptSpec
}
