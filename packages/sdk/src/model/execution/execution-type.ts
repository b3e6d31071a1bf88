import { enumeration } from './enumeration.ts'

/**
 * How a workflow execution or a task execution was started: by hand, by an event, or by a schedule (PERIODIC).
 *
 * Source: `ai_flow.model.execution_type.ExecutionType`.
 */
export const ExecutionType = enumeration('an execution type', ['MANUAL', 'EVENT', 'PERIODIC'])

export type ExecutionType = (typeof ExecutionType.values)[number]
