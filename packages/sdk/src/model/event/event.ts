import type { Json } from '../json/json.ts'

/** How an event came in. Users send events of the kind `user` only. */
export type EventKind = 'user' | 'control' | 'report' | 'timer' | 'status'

/** One entry of the event log. */
export interface Event {
  /** The number of the event in the log: 1, 2, 3, … without gaps. */
  readonly offset: number
  readonly kind: EventKind
  readonly namespace: string
  readonly key: string
  readonly value: string | null
  /** The name that the sender gave itself: a task key for tasks, or `null` if it gave none. */
  readonly sender: string | null
  /**
   * Who sent the event, set by the server: `token:<name>`, `task:<workflow execution id>/<task>/<sequence number>`,
   * `worker:<id>`, or `null` for the system itself and for events of older versions.
   */
  readonly principal: string | null
  /** Free text that travels with the event, JSON by convention. */
  readonly context: string | null
  /** The only workflow execution that receives this event, or `null` for the whole namespace. */
  readonly workflowExecutionId: number | null
  /** Milliseconds since the epoch. It never decreases along the log. */
  readonly createTime: number
}

/** Only the system writes keys that begin with this. */
export const RESERVED_KEY_PREFIX = 'aiflow/'

/**
 * The key of the event that is appended when the status of a task execution changes; its value is the new status. In a
 * condition, `*` stands for any workflow or any task. In a trigger, any workflow means every other one.
 */
export function taskStatusKey(workflowName: string, taskName: string): string {
  return `${RESERVED_KEY_PREFIX}task-status/${workflowName}/${taskName}`
}

/**
 * The key of the event that is appended when the status of a workflow execution changes; its value is the new status. In a
 * condition, `*` stands for any workflow. In a trigger, that means every other one.
 */
export function workflowStatusKey(workflowName: string): string {
  return `${RESERVED_KEY_PREFIX}workflow-status/${workflowName}`
}

/** Options of `events.send`. */
export interface SendOptions {
  /**
   * Who receives the event. `'execution'` (default inside a task): this workflow execution. `'namespace'`: all of the
   * namespace.
   */
  readonly to?: 'execution' | 'namespace'
  readonly context?: Json
}
