import type { CircuitCause, CircuitStatus } from '@aiflow/sdk/internal/api/workflows'
import type { TaskStatus, WorkflowStatus } from '@aiflow/sdk/internal/model'
import type { LaneId } from '../model/lane-id.ts'
import type { StoredEvent, TaskExecutionRow, VerdictRow } from '../storage/rows.ts'

/** A summary of one commit, for metrics. */
export interface CommitReport {
  /** How long the store took. */
  readonly storeSeconds: number
  readonly events: readonly Pick<StoredEvent, 'kind'>[]
  readonly verdicts: readonly Pick<VerdictRow, 'verdict'>[]
  /** How often a condition was not met. */
  readonly notMet: number
  readonly taskChanges: readonly TaskChange[]
  readonly executionChanges: readonly ExecutionChange[]
  /** How items of tasks over lists have ended. */
  readonly itemEnds: readonly TaskStatus[]
  readonly circuitChanges: readonly CircuitChange[]
}

/** The circuit of a rule opened, closed or was switched off. */
export interface CircuitChange {
  readonly lane: LaneId
  /** Null for a trigger of a workflow. */
  readonly task: string | null
  readonly rule: string
  readonly from: CircuitStatus
  readonly to: CircuitStatus
  readonly cause: CircuitCause | null
  readonly reason: string | null
}

export interface TaskChange {
  /** Null if it was created. */
  readonly from: TaskStatus | null
  readonly row: Pick<TaskExecutionRow, 'status' | 'createTime' | 'attemptNumber' | 'beginTime'>
}

export interface ExecutionChange {
  readonly from: WorkflowStatus | null
  readonly to: WorkflowStatus
}

/** The current load of the scheduler. */
export interface SchedulerLoad {
  /** Living workflow executions by status. */
  readonly executions: ReadonlyMap<WorkflowStatus, number>
  /** Living task executions by status. */
  readonly tasks: ReadonlyMap<TaskStatus, number>
  /** Task executions that wait for a slot. */
  readonly waitingTasks: number
  /** Ids of task executions that wait, and of those that were asked to stop and have not ended. */
  readonly pending: { readonly waiting: readonly number[]; readonly stopping: readonly number[] }
  /** Tasks that wait for the answer of a person. */
  readonly approvals: number
  /** Tasks that wait for the end of an execution that they started. */
  readonly children: number
  /** Items of living tasks over lists: those that have not begun, that have, and that wait for another attempt. */
  readonly items: { readonly notBegun: number; readonly running: number; readonly retrying: number }
  /** Rules and triggers that are not judged, since their circuits are open. */
  readonly openCircuits: number
  /** Backfills that have not ended, and the times that they have left. */
  readonly backfills: { readonly living: number; readonly timesLeft: number }
  /** Handed in, but not committed yet. */
  readonly queue: Backlog
  /** In the inboxes of lanes, behind user code or a pause. */
  readonly inbox: Backlog & {
    /** Events in the fullest one. */
    readonly largest: number
  }
}

export interface Backlog {
  readonly events: number
  /** The age of the oldest one; 0 if there is none. */
  readonly seconds: number
}
