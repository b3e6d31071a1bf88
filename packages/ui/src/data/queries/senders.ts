import type { Event } from '@aiflow/sdk'
import { taskOfPrincipal } from '@aiflow/sdk/client'
import { queryOptions } from '@tanstack/react-query'
import { client } from '../client.ts'
import { parseTaskRef } from '../task-ref.ts'
import type { WorkflowName } from './workflows.ts'

/** Keys to look at. A graph with more is unreadable with further arrows. */
const MOST_KEYS = 24
/** The newest events of each key to look at. */
const EVENTS_OF_KEY = 20
/** The newest executions of the workflow whose tasks count. */
const EXECUTIONS = 100

/** A task that has sent events with a key. */
export interface SentKey {
  readonly task: string
  readonly key: string
}

/**
 * Which tasks of a workflow have lately sent events with these keys, as the log shows it: by the principal, which the
 * server sets. Read again when definitions change, not with each event.
 */
export function sendersQuery({ namespace, name }: WorkflowName, keys: readonly string[]) {
  const asked = keys.slice(0, MOST_KEYS)
  return queryOptions({
    queryKey: ['events', 'senders', { namespace, name }, asked],
    queryFn: async ({ signal }): Promise<readonly SentKey[]> => {
      if (asked.length === 0) return []
      const executions = client.workflowExecutions.list({ namespace, workflow: name, limit: EXECUTIONS, signal })
      const events = asked.map((key) =>
        client.events.list({ namespace, key, kind: 'user', newestFirst: true, limit: EVENTS_OF_KEY }, { signal }),
      )
      const [{ items }, ...pages] = await Promise.all([executions, ...events])
      const own = new Set(items.map(({ id }) => id))
      return sentBy(
        own,
        pages.flatMap((page) => page.items),
      )
    },
    meta: { topics: ['definitions'] },
  })
}

/** Each task of these executions with each key that it sent, once, by key and task. */
export function sentBy(
  executions: ReadonlySet<number>,
  events: readonly Pick<Event, 'key' | 'principal'>[],
): readonly SentKey[] {
  const found = new Map<string, SentKey>()
  for (const { key, principal } of events) {
    const ref = parseTaskRef(taskOfPrincipal(principal))
    if (ref === null || !executions.has(ref.workflowExecutionId)) continue
    found.set(`${key} ${ref.taskName}`, { task: ref.taskName, key })
  }
  return [...found.keys()].sort().flatMap((id) => found.get(id) ?? [])
}
