import { enumeration } from './enumeration.ts'

/**
 * The status of a workflow execution. INIT: waiting for its turn. RUNNING: running. SUCCESS, FAILED, STOPPED: ended.
 *
 * Source: `ai_flow.model.status.WorkflowStatus`.
 */
export const WorkflowStatus = enumeration('a workflow status', ['INIT', 'RUNNING', 'SUCCESS', 'FAILED', 'STOPPED'])

export type WorkflowStatus = (typeof WorkflowStatus.values)[number]
