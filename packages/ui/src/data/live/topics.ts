import type { LiveMessage } from '@aiflow/sdk/client'

/**
 * What a query shows, declared in its `meta`. It is read again when the live connection reports one of these topics.
 */
export type Topic =
  /** The status of workflow executions. */
  | 'executions'
  /** The status of task executions. */
  | 'tasks'
  /** Events from outside and from tasks. */
  | 'events'
  /** Changes by people and programs: workflows, triggers, schedules, tokens, namespaces, pauses. */
  | 'definitions'
  /** The metrics that a task reports. */
  | 'metrics'
  /** Any event: some leave no change of status, but verdicts or dead letters. */
  | 'anything'

export interface LiveMeta extends Record<string, unknown> {
  readonly topics?: readonly Topic[]
  /** Shows only this workflow execution. */
  readonly workflowExecutionId?: number
  /** Shows only this task execution. Applies to `metrics`. */
  readonly taskExecutionId?: number
  /** Minimum milliseconds between two reads; 1000 by default. */
  readonly everyMs?: number
}

declare module '@tanstack/react-query' {
  interface Register {
    queryMeta: LiveMeta
  }
}

export function topicsOf({ changes, missed, events, controls, measured = [] }: LiveMessage): ReadonlySet<Topic> {
  const topics = new Set<Topic>(['anything'])
  if (missed || changes.some(({ type }) => type === 'workflowExecution')) topics.add('executions')
  if (missed || changes.some(({ type }) => type === 'taskExecution')) topics.add('tasks')
  if (missed || events > 0) topics.add('events')
  if (missed || controls > 0) topics.add('definitions')
  if (missed || measured.length > 0) topics.add('metrics')
  return topics
}

/**
 * Whether a message affects what a query shows. Events and reports name no execution, so they may be about any that is
 * alive. One that has ended is affected only by its own changes and by requests.
 */
export function concerns(
  message: LiveMessage,
  topics: ReadonlySet<Topic>,
  meta: LiveMeta,
  hasEnded: (workflowExecutionId: number) => boolean,
): boolean {
  if (!(meta.topics ?? []).some((topic) => topics.has(topic))) return false
  const { workflowExecutionId, taskExecutionId } = meta
  if (taskExecutionId !== undefined && !message.missed) return message.measured?.includes(taskExecutionId) ?? false
  if (workflowExecutionId === undefined || message.missed) return true
  if (message.changes.some((change) => change.workflowExecutionId === workflowExecutionId)) return true
  if (message.controls > 0) return true
  return (message.events > 0 || (message.reports ?? 0) > 0) && !hasEnded(workflowExecutionId)
}
