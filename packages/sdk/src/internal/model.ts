export {
  type Event,
  type EventKind,
  RESERVED_KEY_PREFIX,
  type SendOptions,
  taskStatusKey,
  workflowStatusKey,
} from '../model/event/event.ts'
export { isEventType, keyOf } from '../model/event/event-type.ts'
export {
  isReservedSender,
  readAs,
  senderText,
  taskOfPrincipal,
  taskPrincipal,
  tokenOfPrincipal,
  tokenPrincipal,
  workerPrincipal,
} from '../model/event/principal.ts'
export { ExecutionType } from '../model/execution/execution-type.ts'
export { TaskAction } from '../model/execution/task-action.ts'
export { TaskExecution, type TaskExecutionFields, TaskExecutionKey } from '../model/execution/task-execution.ts'
export { isAlive, isFinished, TaskStatus } from '../model/execution/task-status.ts'
export { WorkflowExecution, type WorkflowExecutionFields } from '../model/execution/workflow-execution.ts'
export { WorkflowStatus } from '../model/execution/workflow-status.ts'
export { Condition, isCondition } from '../model/user-code/condition.ts'
export type { Context } from '../model/user-code/context.ts'
export {
  type State,
  StateDescriptor,
  StateType,
  type ValueState,
  ValueStateDescriptor,
} from '../model/user-code/state.ts'
export { type CommandToRun, TASK_COMMAND, type TaskCommand } from '../model/user-code/task-command.ts'
export type {
  ListenOptions,
  TaskContext,
  TaskEvents,
  TaskHandle,
  TaskIdentity,
  TaskLogger,
  TaskOutputs,
  TaskTrigger,
  TaskWorkflow,
} from '../model/user-code/task-context.ts'
export { SDK_VERSION } from '../version.ts'
