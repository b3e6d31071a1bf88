import type { WorkflowExecutionResource } from '@aiflow/sdk/client'

/** What started an execution, in a few words. */
export function causeText({
  type,
  trigger,
  backfillId,
  parent,
}: Pick<WorkflowExecutionResource, 'type' | 'trigger'> &
  Partial<Pick<WorkflowExecutionResource, 'backfillId' | 'parent'>>): string {
  if (backfillId != null) return `backfill ${backfillId}`
  if (parent != null) return `task ${parent.workflowExecutionId}/${parent.taskName}`
  const key = trigger.events.at(-1)?.key
  switch (type) {
    case 'MANUAL':
      return 'by hand'
    case 'PERIODIC':
      return trigger.rule === null ? 'schedule' : `schedule ${trigger.rule}`
    case 'EVENT':
      return key === undefined ? 'event' : `event ${key}`
  }
}
