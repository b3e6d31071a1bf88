import type { LiveMessage } from '@aiflow/sdk/client'

/** What a query shows, in its `meta`: it is read again once the live connection tells of one of these. */
export type Topic =
  /** The status of workflow executions. */
  | 'executions'
  /** The status of task executions. */
  | 'tasks'
  /** Events from outside and from tasks. */
  | 'events'
  /** What people and programs change: workflows, triggers, schedules, tokens, namespaces, pauses. */
  | 'definitions'
  /** The numbers that a task told of its work. */
  | 'metrics'
  /** Anything at all: what events leave behind without a change of status, such as verdicts and dead letters. */
  | 'anything'

export interface LiveMeta extends Record<string, unknown> {
  readonly topics?: readonly Topic[]
  /** It shows this workflow execution alone. */
  readonly workflowExecutionId?: number
  /** It shows this task execution alone; of `metrics`. */
  readonly taskExecutionId?: number
  /** It is not read again more often than this, 1000 by default. */
  readonly everyMs?: number
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

/** Whether a message has to do with what a query shows. */
export function concerns(message: LiveMessage, topics: ReadonlySet<Topic>, meta: LiveMeta): boolean {
  if (!(meta.topics ?? []).some((topic) => topics.has(topic))) return false
  const { workflowExecutionId, taskExecutionId } = meta
  if (taskExecutionId !== undefined && !message.missed) return message.measured?.includes(taskExecutionId) ?? false
  if (workflowExecutionId === undefined || message.missed) return true
  if (message.events > 0 || message.controls > 0 || (message.reports ?? 0) > 0) return true
  return message.changes.some((change) => change.workflowExecutionId === workflowExecutionId)
}
