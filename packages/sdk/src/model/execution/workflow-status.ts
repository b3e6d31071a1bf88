/**
 * The status of a workflow execution. INIT: waiting for its turn. RUNNING: running. SUCCESS, FAILED, STOPPED: ended.
 *
 * Source: `ai_flow.model.status.WorkflowStatus`.
 */
export const WorkflowStatus = Object.freeze({
  INIT: 'INIT',
  RUNNING: 'RUNNING',
  SUCCESS: 'SUCCESS',
  FAILED: 'FAILED',
  STOPPED: 'STOPPED',
})

export type WorkflowStatus = (typeof WorkflowStatus)[keyof typeof WorkflowStatus]
