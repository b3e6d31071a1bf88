import type { Event } from '@aiflow/sdk/internal/model'

/** The event as users see it. */
export function withoutStoreFields(event: Event): Event {
  const { offset, kind, namespace, key, value, sender, principal, context, workflowExecutionId, createTime } = event
  return { offset, kind, namespace, key, value, sender, principal, context, workflowExecutionId, createTime }
}
