export { Condition, isCondition } from '../model/condition.ts'
export type { Context } from '../model/context.ts'
export {
  type Event,
  type EventKind,
  RESERVED_KEY_PREFIX,
  type SendOptions,
  taskStatusKey,
  workflowStatusKey,
} from '../model/event.ts'
export { ExecutionType } from '../model/execution-type.ts'
export {
  isReservedSender,
  readAs,
  senderText,
  taskOfPrincipal,
  taskPrincipal,
  tokenPrincipal,
  workerPrincipal,
} from '../model/principal.ts'
export { type State, StateDescriptor, StateType, type ValueState, ValueStateDescriptor } from '../model/state.ts'
export { TaskAction } from '../model/task-action.ts'
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
} from '../model/task-context.ts'
export { TaskExecution, type TaskExecutionFields, TaskExecutionKey } from '../model/task-execution.ts'
export { isAlive, isFinished, TaskStatus } from '../model/task-status.ts'
export { WorkflowExecution, type WorkflowExecutionFields } from '../model/workflow-execution.ts'
export { WorkflowStatus } from '../model/workflow-status.ts'
export { SDK_VERSION } from '../version.ts'
