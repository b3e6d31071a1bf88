import type { TaskStatus } from '../execution/task-status.ts'
import type { State, StateDescriptor } from './state.ts'

/**
 * The name of a task and the type of its output, for the compiler alone. The parameters are not used on purpose: tasks with
 * different names and outputs are of the same type otherwise, so that one list or Map may hold them.
 */
export interface TaskType<_Name extends string, _Output> {
  readonly never?: never
}

/** A task, with the type of its output. Every operator is one. */
export interface TaskWithOutput<Output = unknown> {
  readonly name: string
  /** Never set. */
  readonly taskType?: TaskType<string, Output>
}

/**
 * What custom logic sees of the workflow execution it runs for.
 *
 * Source: `ai_flow.model.context.Context`.
 */
export interface Context {
  /** The state with this descriptor: of the workflow execution, or of the workflow if a trigger is judged. */
  getState<S extends State>(descriptor: StateDescriptor<S>): S
  /**
   * The status of the latest execution of a task, or `null` if it never ran: in a condition as of its event, in a task as of
   * the start of the attempt or the last `refresh()`.
   */
  getTaskStatus(task: TaskWithOutput | string): TaskStatus | null
}
