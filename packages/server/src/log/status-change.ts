import { type Change, changeSchema } from '@aiflow/sdk/internal/api/server'
import type { StoredEvent } from '../storage/rows.ts'
import { fieldsOf } from './event-fields.ts'

/**
 * The change that a status event describes. Its key names the workflow, and its context has the rest. Null if it cannot
 * be read.
 */
export function toChange({ offset, namespace, key, value, context, createTime }: StoredEvent): Change | null {
  const [, subject, workflowName] = key.split('/')
  const type = subject === 'task-status' ? 'taskExecution' : 'workflowExecution'
  const change = changeSchema.safeParse({
    ...fieldsOf(context),
    type,
    offset,
    time: createTime,
    namespace,
    workflowName,
    status: value,
  })
  return change.data ?? null
}
