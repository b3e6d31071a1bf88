import type { SeenEvent } from '@aiflow/sdk/internal/api/events'
import type { TaskExecutionResource } from '@aiflow/sdk/internal/api/executions'
import { type Event, type TaskStatus, taskOfPrincipal, taskStatusKey } from '@aiflow/sdk/internal/model'
import { fieldsOf } from '../log/event-fields.ts'
import type { ReadStorage } from '../storage/reads/read-storage.ts'
import type { StoredEvent, WorkflowExecutionRow } from '../storage/rows.ts'

const MAX_VALUE_CHARACTERS = 1000
const TASK_KEY = /^(\d+)\/([A-Za-z0-9_.-]{1,128})\/(\d+)$/

export interface TaskExecutionName {
  readonly workflowExecutionId: number
  readonly taskName: string
  readonly sequenceNumber: number
}

export function toSeenEvent(event: Event): SeenEvent {
  const { offset, kind, key, value, sender, principal = null, workflowExecutionId, createTime } = event
  const isLong = value !== null && value.length > MAX_VALUE_CHARACTERS
  const shown = isLong ? `${value.slice(0, MAX_VALUE_CHARACTERS)}…` : value
  return { offset, kind, key, value: shown, sender, principal, workflowExecutionId, createTime }
}

/** The task execution that a status event is about, or that sent an event; null if there is none. */
export function taskExecutionOf(event: Event): TaskExecutionName | null {
  if (event.kind === 'user') return parseTaskKey(senderTaskOf(event))
  if (event.kind !== 'status' || event.workflowExecutionId === null) return null
  // Only this server writes it.
  const { taskName, sequenceNumber } = fieldsOf<{ taskName: string; sequenceNumber: number }>(event.context)
  if (taskName === undefined || sequenceNumber === undefined) return null
  return { workflowExecutionId: event.workflowExecutionId, taskName, sequenceNumber }
}

/** The offset before an execution was created. Everything offered to it comes later. */
export async function offsetBefore(storage: ReadStorage, workflowExecutionId: number): Promise<number> {
  const created = await storage.executions.creation(workflowExecutionId)
  return created === null ? 0 : created.offset - 1
}

/** Older versions recorded only the name. Since then the principal tells whether a task sent the event. */
function senderTaskOf({ principal = null, sender }: Event): string | null {
  return principal === null ? sender : taskOfPrincipal(principal)
}

/** Reads `<workflow execution>/<task>/<sequence>`. */
export function parseTaskKey(text: string | null): TaskExecutionName | null {
  const [, id, taskName, sequence] = TASK_KEY.exec(text ?? '') ?? []
  if (id === undefined || taskName === undefined || sequence === undefined) return null
  return { workflowExecutionId: Number(id), taskName, sequenceNumber: Number(sequence) }
}

export function keyOf({ workflowExecutionId, taskName, sequenceNumber }: TaskExecutionName | TaskExecutionResource) {
  return `${workflowExecutionId}/${taskName}/${sequenceNumber}`
}

const NEVER: StatusThen = { status: null, event: null }

/** A task right after an event. */
export interface StatusThen {
  readonly status: TaskStatus | null
  /** The event of its latest change. */
  readonly event: StoredEvent | null
}

/** The statuses that tasks of an execution had right after an event, in one query. */
export async function statusesAt(
  storage: ReadStorage,
  execution: WorkflowExecutionRow,
  tasks: readonly string[],
  offset: number,
): Promise<(task: string) => StatusThen> {
  if (tasks.length === 0) return () => NEVER
  const keyOfTask = (task: string) => taskStatusKey(execution.workflowName, task)
  const newest = await storage.events.offeredByKey({
    namespace: execution.namespace,
    keys: tasks.map(keyOfTask),
    workflowExecutionId: execution.id,
    afterOffset: await offsetBefore(storage, execution.id),
    endOffset: offset,
    limit: 1,
  })
  return (task) => {
    const [event] = newest.get(keyOfTask(task)) ?? []
    return event === undefined ? NEVER : { status: event.value as TaskStatus | null, event }
  }
}
