import type { AttemptSpec, Outcome, Report } from '@aiflow/sdk/internal/worker-protocol'
import type { AttemptFolder } from '../journal/attempt-folder.ts'
import type { Snapshot } from '../link/snapshot-cache.ts'
import type { Cgroup } from '../machine/cgroups.ts'
import type { ProcessTable } from '../machine/process-table.ts'
import type { Launcher } from './attempt-process.ts'

export interface AttemptSurroundings {
  readonly table: ProcessTable
  readonly now: () => number
  readonly serverUrl: () => string
  snapshot(hash: string, signal: AbortSignal): Promise<Snapshot>
  /** Brings the large parts of a spec into the folder of its attempt; resolves with the spec to start with. */
  complete(spec: AttemptSpec, folder: AttemptFolder, signal: AbortSignal): Promise<AttemptSpec>
  launcher(spec: AttemptSpec): Launcher
  /** Whether any process belongs to an attempt: cheap, and without a word from its files. */
  mayLive(attemptId: string): boolean
  cgroup(attemptId: string): Cgroup
  /** Null where all is kept that the command left; else how the attempt ends instead. */
  leaveArtifacts(spec: AttemptSpec, signal: AbortSignal): Promise<Outcome | null>
  report(id: string, report: Report): void
  /** Tells of an error that the attempt goes on after. */
  warn(error: unknown, attemptId: string): void
}

export interface AttemptOptions {
  readonly folder: AttemptFolder
  readonly storeId: string
  readonly spec: AttemptSpec
}
