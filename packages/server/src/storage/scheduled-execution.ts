import type { WorkflowStatus } from '@aiflow/sdk/internal/model'

/** Times of a schedule of a workflow; null stands for expressions without a name. */
export interface ScheduledTimes {
  readonly workflowId: number
  readonly schedule: string | null
  readonly dueTimes: readonly number[]
}

/** An execution that was started for a time of a schedule. */
export interface ScheduledExecution {
  readonly id: number
  readonly dueTime: number
  readonly status: WorkflowStatus
}
