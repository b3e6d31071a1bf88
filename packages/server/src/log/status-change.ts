import { type Change, changeSchema } from '@aiflow/sdk/internal'
import type { StoredEvent } from '../storage/rows.ts'

/** A status event as the change that it tells: its key names the workflow, its context says the rest. */
export function toChange({ offset, namespace, key, value, context, createTime }: StoredEvent): Change {
  const [, subject, workflowName] = key.split('/')
  const type = subject === 'task-status' ? 'taskExecution' : 'workflowExecution'
  const details: object = JSON.parse(context ?? '{}')
  return changeSchema.parse({ ...details, type, offset, time: createTime, namespace, workflowName, status: value })
}
