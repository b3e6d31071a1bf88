import type { WorkflowExecutionResource } from '@aiflow/sdk/client'

/** What started an execution, in a few words. */
export function causeText({ type, trigger }: Pick<WorkflowExecutionResource, 'type' | 'trigger'>): string {
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
