import type { AttemptSpec, Outcome } from '@aiflow/sdk/internal/worker-protocol'
import type { MetricsSample } from '../children/messages.ts'
import type { AttemptFolder, AttemptRecord } from '../journal/attempt-folder.ts'
import type { Snapshot } from '../link/snapshot-cache.ts'
import type { Cgroup } from '../machine/cgroups.ts'
import type { ProcessIdentity } from '../machine/process-table.ts'

/** How what ran an attempt came to its end. */
export interface ProcessEnd {
  /** Null where the end was not seen: the process belonged to an earlier worker. */
  readonly exit: { readonly code: number | null; readonly signal: string | null } | null
  /** Whether the process may live on: a warm child that has put the attempt down and is as it was before. */
  readonly clean: boolean
  /** The last that it wrote, where that may tell why it died. */
  readonly hint: string | null
  /** Why it died, where that is known. */
  readonly fault?: string | null
}

/** Rejects where the `stop` of the code throws; `heard` is called when the process has taken notice. */
export type AskToStop = (heard: () => void) => Promise<void>

/** What runs an attempt: the shim of a command, or a warm child. It leads a process group. */
export interface AttemptProcess {
  readonly leader: ProcessIdentity
  readonly cgroup: Cgroup
  readonly startedAt: number
  readonly ended: Promise<ProcessEnd>
  /** Asks code to stop by itself. Null for commands, which only know signals. */
  readonly askToStop: AskToStop | null
  /** Where the attempt's part of a shared log ends, null for a log of its own. */
  logEnd(): number | null
}

export type Launch =
  | { readonly type: 'running'; readonly process: AttemptProcess }
  /** The claim was taken before: by another worker's start, or by a tombstone. */
  | { readonly type: 'claimed' }
  | { readonly type: 'failed'; readonly outcome: Outcome }

export interface LaunchRequest {
  readonly folder: AttemptFolder
  /** False where an earlier worker may have started the attempt: then only a claim is certain. */
  readonly fresh: boolean
  /** What is written down of the attempt. */
  readonly record: Omit<AttemptRecord, 'childLog'>
  /** What it is started with: of its large parts, those that code reads by itself are still in the folder. */
  readonly spec: AttemptSpec
  readonly snapshot: Snapshot
  readonly serverUrl: string
  /** Aborted when the attempt is not wanted any more. */
  readonly signal: AbortSignal
  takeMetrics(sample: MetricsSample): void
}

/** A process that runs an attempt, or is about to: found among all processes, where its claim cannot be read. */
export interface Sighting {
  readonly leader: ProcessIdentity
  /** Where its log is, as far as that can still be told. */
  readonly childLog: AttemptRecord['childLog']
}

export interface AdoptRequest {
  readonly folder: AttemptFolder
  readonly record: AttemptRecord
  readonly leader: ProcessIdentity
  takeMetrics(sample: MetricsSample): void
}

/** Starts the attempts of one kind of operator. It writes the record of the attempt before anything can run. */
export interface Launcher {
  launch(request: LaunchRequest): Promise<Launch>
  /** What runs an attempt though nothing readable says so; null where nothing does. */
  find(attemptId: string): Sighting | null
  /** Takes over what an earlier worker started. */
  adopt(request: AdoptRequest): AttemptProcess
}
