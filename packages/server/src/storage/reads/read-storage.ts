import type { StoreFault } from '../store-fault.ts'
import type { BackfillReads } from './backfill-reads.ts'
import type { DeadLetterReads } from './dead-letter-reads.ts'
import type { EventReads } from './event-reads.ts'
import type { ExecutionReads } from './execution-reads.ts'
import type { LaneReads } from './lane-reads.ts'
import type { NamespaceReads } from './namespace-reads.ts'
import type { RequestReads } from './request-reads.ts'
import type { ScheduleReads } from './schedule-reads.ts'
import type { SnapshotReads } from './snapshot-reads.ts'
import type { TaskReads } from './task-reads.ts'
import type { TimerReads } from './timer-reads.ts'
import type { TokenReads } from './token-reads.ts'
import type { TriggerReads } from './trigger-reads.ts'
import type { VerdictReads } from './verdict-reads.ts'
import type { WorkflowReads } from './workflow-reads.ts'

/** What users may read, by aggregate. Arguments and results are plain data, since a read may run in another thread. */
export interface ReadPorts {
  readonly events: EventReads
  readonly namespaces: NamespaceReads
  readonly workflows: WorkflowReads
  readonly snapshots: SnapshotReads
  readonly triggers: TriggerReads
  readonly schedules: ScheduleReads
  readonly backfills: BackfillReads
  readonly executions: ExecutionReads
  readonly tasks: TaskReads
  readonly lanes: LaneReads
  readonly verdicts: VerdictReads
  readonly deadLetters: DeadLetterReads
  readonly timers: TimerReads
  readonly tokens: TokenReads
  readonly requests: RequestReads
}

/**
 * The readers' side of a store. A read sees everything that was committed before it was requested. A page is limited by its
 * number of characters as well as by its number of items.
 *
 * In addition to their own errors, reads may reject with `STORE_UNAVAILABLE`, `TIMEOUT`, `RATE_LIMITED` if too many wait, and
 * `SERVER_UNAVAILABLE` once the store is closed.
 */
export interface ReadStorage extends ReadPorts {
  /** Why nothing can be read at the moment, null if it can. */
  readonly fault: StoreFault | null
  close(): Promise<void>
}
