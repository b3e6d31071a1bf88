import type { Json } from '../json/json.ts'

/** The door an event came through. Public doors write `user` only. */
export type EventKind = 'user' | 'control' | 'report' | 'timer' | 'status'

/** One entry of the event log. */
export interface Event {
  /** The place in the log: 1, 2, 3, … without gaps. */
  readonly offset: number
  readonly kind: EventKind
  readonly namespace: string
  readonly key: string
  readonly value: string | null
  /** The name that the sender gave itself: a task key for tasks, `null` where it gave none. */
  readonly sender: string | null
  /**
   * Who handed it in, as the server saw it: `token:<name>`, `task:<workflow execution id>/<task>/<sequence number>`,
   * `worker:<id>`; `null` for the system itself, and for what older versions wrote.
   */
  readonly principal: string | null
  /** Free text that travels with the event, JSON by convention. */
  readonly context: string | null
  /** The one workflow execution this event is for; `null` for the whole namespace. */
  readonly workflowExecutionId: number | null
  /** Milliseconds since the epoch; never goes back along the log. */
  readonly createTime: number
}

/** Keys that begin so are written by the system only. */
export const RESERVED_KEY_PREFIX = 'aiflow/'

/** The key of the event that is appended when the status of a task execution changes; its value is the new status. */
export function taskStatusKey(workflowName: string, taskName: string): string {
  return `${RESERVED_KEY_PREFIX}task-status/${workflowName}/${taskName}`
}

/** The key of the event that is appended when the status of a workflow execution changes; its value is the new status. */
export function workflowStatusKey(workflowName: string): string {
  return `${RESERVED_KEY_PREFIX}workflow-status/${workflowName}`
}

/** What `events.send` takes besides key and value. */
export interface SendOptions {
  /** `'execution'` (default inside a task): only this workflow execution. `'namespace'`: everyone who listens. */
  readonly to?: 'execution' | 'namespace'
  readonly context?: Json
}
