export { AIFlowOperator, type AIFlowOperatorOptions } from './authoring/aiflow-operator.ts'
export { BashOperator, type BashOperatorOptions } from './authoring/bash-operator.ts'
export { AllEventsCondition } from './authoring/conditions/all-events-condition.ts'
export {
  AllTaskStatusesCondition,
  type AllTaskStatusesOptions,
  type TaskStatusPair,
} from './authoring/conditions/all-task-statuses-condition.ts'
export { AnyEventCondition } from './authoring/conditions/any-event-condition.ts'
export { CelCondition, type CelConditionOptions } from './authoring/conditions/cel-condition.ts'
export { EventCondition, type EventConditionOptions } from './authoring/conditions/event-condition.ts'
export type { EventMember } from './authoring/conditions/event-members.ts'
export { TaskStatusCondition } from './authoring/conditions/task-status-condition.ts'
export { FunctionOperator, type FunctionOperatorOptions } from './authoring/function-operator.ts'
export { Operator, type OperatorOptions, type StartAfterOptions, type TaskStatuses } from './authoring/operator.ts'
export type { ParametersSchema, StandardJsonSchema } from './authoring/parameters.ts'
export { type RuleOptions, TaskRule, WorkflowRule } from './authoring/rule.ts'
export { type CodeTaskOptions, OperatorConfigItem, type TaskOptions } from './authoring/task-options.ts'
export type { TriggerOptions } from './authoring/trigger-options.ts'
export { type ScheduleOptions, Workflow, type WorkflowOptions } from './authoring/workflow.ts'
export { WorkflowContextManager } from './authoring/workflow-context-manager.ts'
export { AIFlowError, isAIFlowError } from './errors/aiflow-error.ts'
export type { ErrorCode } from './errors/error-codes.ts'
export { NonRetryableError } from './errors/non-retryable-error.ts'
export { Condition } from './model/condition.ts'
export type { Context } from './model/context.ts'
export { type Event, type EventKind, type SendOptions, taskStatusKey, workflowStatusKey } from './model/event.ts'
export { ExecutionType } from './model/execution-type.ts'
export type { Json } from './model/json.ts'
export { type State, StateDescriptor, StateType, type ValueState, ValueStateDescriptor } from './model/state.ts'
export { TaskAction } from './model/task-action.ts'
export type {
  ArtifactSource,
  ArtifactStore,
  ListenOptions,
  TaskArtifact,
  TaskArtifacts,
  TaskContext,
  TaskEvents,
  TaskHandle,
  TaskIdentity,
  TaskLogger,
  TaskOutputs,
  TaskTrigger,
  TaskWorkflow,
} from './model/task-context.ts'
export { TaskExecution, type TaskExecutionFields, TaskExecutionKey } from './model/task-execution.ts'
export { isAlive, isFinished, TaskStatus } from './model/task-status.ts'
export { WorkflowExecution, type WorkflowExecutionFields } from './model/workflow-execution.ts'
export { WorkflowStatus } from './model/workflow-status.ts'
export type {
  CatchUp,
  EventMatch,
  Overlap,
  ValueFilter,
  WhenAlive,
  WorkflowDefinition,
} from './wire/workflow-definition.ts'
