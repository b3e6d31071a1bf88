/**
 * How a workflow execution or a task execution was started: by hand, by an event, or by a schedule (PERIODIC).
 *
 * Source: `ai_flow.model.execution_type.ExecutionType`.
 */
export const ExecutionType = Object.freeze({
  MANUAL: 'MANUAL',
  EVENT: 'EVENT',
  PERIODIC: 'PERIODIC',
})

export type ExecutionType = (typeof ExecutionType)[keyof typeof ExecutionType]
