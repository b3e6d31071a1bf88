import type { TaskStatus } from '../execution/task-status.ts'
import type { State, StateDescriptor } from './state.ts'

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
  getTaskStatus(taskName: string): TaskStatus | null
}
