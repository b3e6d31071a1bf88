import type {
  EventEffects,
  TriedEvent,
  VerdictsResponse,
  Why,
  WhyNot,
  WhyNotTrigger,
} from '@aiflow/sdk/internal/api/events'
import type { StoredEvent, TaskExecutionRow, TriggerRow, WorkflowExecutionRow } from '../storage/rows.ts'
import type { NewUserEvent } from './event-log.ts'

/** Explains to the doors why things happened, and why they did not. It only reads, and does not need the scheduler. */
export interface Explainer {
  /** The chain from a task execution back to its first cause, through at most `depth` task executions. */
  why(taskExecution: TaskExecutionRow, depth: number): Promise<Why>
  /** Throws `TASK_NOT_FOUND`. */
  whyNot(execution: WorkflowExecutionRow, task: string): Promise<WhyNot>
  whyNotTrigger(trigger: TriggerRow): Promise<WhyNotTrigger>
  /**
   * What an event would do if it were sent now. Throws `NAMESPACE_NOT_FOUND`, `SEND_REFUSED` or
   * `WORKFLOW_EXECUTION_NOT_FOUND`.
   */
  tryEvent(event: NewUserEvent): Promise<TriedEvent>
  effectsOf(event: StoredEvent): Promise<EventEffects>
  /** The verdicts of an execution's rules on one event, including rules that were not met. */
  verdictsOn(execution: WorkflowExecutionRow, event: StoredEvent): Promise<VerdictsResponse>
}
