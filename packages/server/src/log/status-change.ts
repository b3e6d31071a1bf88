import { type Change, changeSchema } from '@aiflow/sdk/internal/api/server'
import type { StoredEvent } from '../storage/rows.ts'
import { fieldsOf } from './event-fields.ts'

/** A status event as the change that it tells: its key names the workflow, its context says the rest. Null where that cannot be read. */
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
