import type { ExecutionType } from './execution-type.ts'
import type { WorkflowStatus } from './workflow-status.ts'

/** The fields of a workflow execution. Dates are `null` until they are known. */
export interface WorkflowExecutionFields {
  readonly workflowId: number
  readonly executionType: ExecutionType
  readonly beginDate: Date | null
  readonly endDate: Date | null
  readonly status: WorkflowStatus
  readonly id?: number | null
}

/**
 * One run of a workflow, pinned to the snapshot it was started from.
 *
 * Source: `ai_flow.model.workflow_execution.WorkflowExecution`.
 */
export class WorkflowExecution {
  readonly workflowId: number
  readonly executionType: ExecutionType
  readonly beginDate: Date | null
  readonly endDate: Date | null
  readonly status: WorkflowStatus
  /** `null` until it is stored. */
  readonly id: number | null

  constructor(fields: WorkflowExecutionFields) {
    this.workflowId = fields.workflowId
    this.executionType = fields.executionType
    this.beginDate = fields.beginDate
    this.endDate = fields.endDate
    this.status = fields.status
    this.id = fields.id ?? null
  }
}
