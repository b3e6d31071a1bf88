import type { Event } from '@aiflow/sdk'
import type { TaskExecutionRef } from '@aiflow/sdk/client'

const TASK_KEY = /^(\d+)\/([A-Za-z0-9_.-]{1,128})\/(\d+)$/

/** Parses `<workflow execution>/<task>/<sequence>`; null for anything else. */
export function parseTaskRef(text: string | null): TaskExecutionRef | null {
  const [, id, taskName, sequence] = TASK_KEY.exec(text ?? '') ?? []
  if (id === undefined || taskName === undefined || sequence === undefined) return null
  return { workflowExecutionId: Number(id), taskName, sequenceNumber: Number(sequence) }
}

/** The change of status in a status event. */
export interface ToldChange {
  readonly ref: TaskExecutionRef | null
  /** Null if the event created the task execution or the workflow execution. */
  readonly from: string | null
}

/** The subject of a status event; null for any other event. */
export function toldChange(event: Event): ToldChange | null {
  if (event.kind !== 'status' || event.workflowExecutionId === null) return null
  const { taskName, sequenceNumber, from = null } = contextOf(event)
  if (taskName === undefined || sequenceNumber === undefined) return { ref: null, from }
  return { ref: { workflowExecutionId: event.workflowExecutionId, taskName, sequenceNumber }, from }
}

interface StatusContext {
  readonly taskName?: string
  readonly sequenceNumber?: number
  readonly from?: string | null
}

/** The server writes the context. A kind from a newer version is read as far as possible. */
function contextOf({ context }: Event): StatusContext {
  try {
    return JSON.parse(context ?? '{}') as StatusContext
  } catch {
    return {}
  }
}
