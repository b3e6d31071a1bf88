import type { Event } from '@aiflow/sdk/internal/model'

/** One event may start thousands of tasks. They share its view, and what is known of its size. */
const views = new WeakMap<Event, Event>()

/** The event as users see it. */
export function withoutStoreFields(event: Event): Event {
  const known = views.get(event)
  if (known !== undefined) return known
  const { offset, kind, namespace, key, value, sender, principal, context, workflowExecutionId, createTime } = event
  const view = { offset, kind, namespace, key, value, sender, principal, context, workflowExecutionId, createTime }
  views.set(event, view)
  return view
}
