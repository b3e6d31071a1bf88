import type { Event } from '@aiflow/sdk'
import type { TaskExecutionRef } from '@aiflow/sdk/client'

const TASK_KEY = /^(\d+)\/([A-Za-z0-9_.-]{1,128})\/(\d+)$/

/** Reads `<workflow execution>/<task>/<sequence>`, null where it is something else. */
export function parseTaskRef(text: string | null): TaskExecutionRef | null {
  const [, id, taskName, sequence] = TASK_KEY.exec(text ?? '') ?? []
  if (id === undefined || taskName === undefined || sequence === undefined) return null
  return { workflowExecutionId: Number(id), taskName, sequenceNumber: Number(sequence) }
}

/** The change of status that an event tells. */
export interface ToldChange {
  readonly ref: TaskExecutionRef | null
  /** Null where the task, or the workflow execution, is new by it. */
  readonly from: string | null
}

/** What a status event is about; null for any other. */
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

/** The server writes it; an event of a kind of its own is read as far as it goes. */
function contextOf({ context }: Event): StatusContext {
  try {
    return JSON.parse(context ?? '{}') as StatusContext
  } catch {
    return {}
  }
}
