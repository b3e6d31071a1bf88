export type { MetadataOptions } from './authoring/checks/metadata-options.ts'
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
export { TaskOutcomesCondition, type TaskOutcomesOptions } from './authoring/conditions/task-outcomes-condition.ts'
export { TaskStatusCondition } from './authoring/conditions/task-status-condition.ts'
export { AIFlowOperator, type AIFlowOperatorOptions } from './authoring/operators/aiflow-operator.ts'
export {
  ApprovalOperator,
  type ApprovalOperatorOptions,
  type ApprovalOutput,
  type Choice,
} from './authoring/operators/approval-operator.ts'
export { BashOperator, type BashOperatorOptions } from './authoring/operators/bash-operator.ts'
export type { CommandOptions } from './authoring/operators/command-options.ts'
export {
  type ConnectionOption,
  type ConnectionOptions,
  type ConnectionsOf,
  connection,
  type NamedConnections,
} from './authoring/operators/connection-options.ts'
export type { Emits } from './authoring/operators/event-options.ts'
export { FunctionOperator, type FunctionOperatorOptions } from './authoring/operators/function-operator.ts'
export {
  fromOutput,
  fromParameter,
  type ItemList,
  type ItemOf,
  type ItemSource,
} from './authoring/operators/item-source.ts'
export type { MapOver, MappedItem, MappedOutput } from './authoring/operators/map-options.ts'
export {
  Operator,
  type OperatorOptions,
  type StartAfterOptions,
  type TaskStatuses,
} from './authoring/operators/operator.ts'
export { PythonOperator, type PythonOperatorOptions } from './authoring/operators/python-operator.ts'
export type { PythonBody, PythonPlace } from './authoring/operators/python-options.ts'
export type { SecretOption, SecretOptions } from './authoring/operators/secret-options.ts'
export {
  type CodeTaskOptions,
  OperatorConfigItem,
  type TaskOptions,
} from './authoring/operators/task-options.ts'
export { WorkflowOperator, type WorkflowOperatorOptions } from './authoring/operators/workflow-operator.ts'
export type { ParametersSchema, StandardJsonSchema } from './authoring/workflow/parameters.ts'
export type { ParametersOf } from './authoring/workflow/parameters-of.ts'
export { type RuleOptions, TaskRule, WorkflowRule } from './authoring/workflow/rule.ts'
export type { TriggerOptions } from './authoring/workflow/trigger-options.ts'
export { type ScheduleOptions, Workflow, type WorkflowOptions } from './authoring/workflow/workflow.ts'
export { WorkflowContextManager } from './authoring/workflow/workflow-context-manager.ts'
export { AIFlowError, isAIFlowError } from './errors/aiflow-error.ts'
export type { ErrorCode } from './errors/error-codes.ts'
export { NonRetryableError } from './errors/non-retryable-error.ts'
export type { Connection, ConnectionsByType } from './model/connections/connection-types.ts'
export type { HttpConnection } from './model/connections/http.ts'
export type { PostgresConnection } from './model/connections/postgres.ts'
export type { S3Connection } from './model/connections/s3.ts'
export { type Event, type EventKind, type SendOptions, taskStatusKey, workflowStatusKey } from './model/event/event.ts'
export { type AnyEventType, EventType, type ValueSchema } from './model/event/event-type.ts'
export { ExecutionType } from './model/execution/execution-type.ts'
export { TaskAction } from './model/execution/task-action.ts'
export { TaskExecution, type TaskExecutionFields, TaskExecutionKey } from './model/execution/task-execution.ts'
export type { TaskOutcomes } from './model/execution/task-outcomes.ts'
export { isAlive, isFinished, TaskStatus } from './model/execution/task-status.ts'
export { WorkflowExecution, type WorkflowExecutionFields } from './model/execution/workflow-execution.ts'
export { WorkflowStatus } from './model/execution/workflow-status.ts'
export type { Json, JsonByName } from './model/json/json.ts'
export type { JsonOf } from './model/json/json-of.ts'
export { Condition } from './model/user-code/condition.ts'
export type { Context, TaskType, TaskWithOutput } from './model/user-code/context.ts'
export {
  type State,
  StateDescriptor,
  StateType,
  type ValueState,
  ValueStateDescriptor,
} from './model/user-code/state.ts'
export type {
  ArtifactSource,
  ArtifactStore,
  EventKeys,
  ListenOptions,
  TaskArtifact,
  TaskArtifacts,
  TaskContext,
  TaskEvents,
  TaskHandle,
  TaskIdentity,
  TaskLogger,
  TaskOutputs,
  TaskSchedule,
  TaskTrigger,
  TaskWorkflow,
} from './model/user-code/task-context.ts'
export type {
  CatchUp,
  EventMatch,
  Overlap,
  ValueFilter,
  WhenAlive,
  WorkflowDefinition,
} from './wire/workflow-definition.ts'
