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

/** The readers' side: lists for people, through a connection of their own. A page is bounded by its texts, too. */
export interface ReadStorage {
  readonly events: EventReads
  readonly namespaces: NamespaceReads
  readonly workflows: WorkflowReads
  readonly snapshots: SnapshotReads
  readonly triggers: TriggerReads
  readonly schedules: ScheduleReads
  readonly executions: ExecutionReads
  readonly tasks: TaskReads
  readonly lanes: LaneReads
  readonly verdicts: VerdictReads
  readonly deadLetters: DeadLetterReads
  readonly timers: TimerReads
  readonly tokens: TokenReads
  readonly requests: RequestReads
  close(): Promise<void>
}
