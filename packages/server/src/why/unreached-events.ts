import { eventKeysOf } from '../rules/conditions/kinds.ts'
import { ANY_KEY } from '../rules/key-index.ts'
import type { ReadStorage } from '../storage/reads/read-storage.ts'
import type { TriggerRow } from '../storage/rows.ts'
import { keyOf, taskExecutionOf } from './seen-events.ts'

/** How far back such events are looked for, and how many of the newest are looked at. */
const MAX_OFFSETS = 50_000
const MAX_EVENTS = 100
/** The end of time, for the end of the log. */
const END_OF_TIME = Number.MAX_SAFE_INTEGER

/**
 * What a trigger does not see although it waits for it: events with one of its keys that were sent to one execution alone.
 * A task does so unless it says `to: 'namespace'`. Null where the newest event with such a key reached the trigger.
 */
export async function unreachedEvent(
  storage: ReadStorage,
  { namespace, condition }: Pick<TriggerRow, 'namespace' | 'condition'>,
): Promise<string | null> {
  const keys = eventKeysOf(condition).filter((key) => key !== ANY_KEY)
  if (keys.length === 0) return null
  const beginOffset = Math.max(0, (await storage.events.offsetOfTime(END_OF_TIME)) - MAX_OFFSETS)
  const query = { namespace, keys, kinds: ['user'], beginOffset, limit: MAX_EVENTS, newestFirst: true }
  const [newest] = (await storage.events.list(query)).items
  if (newest === undefined || newest.workflowExecutionId === null) return null
  const { key, offset, workflowExecutionId } = newest
  const task = taskExecutionOf(newest)
  const sender = task === null ? '' : ` by ${keyOf(task)}`
  return (
    `The newest event "${key}" (offset ${offset}) was sent${sender} to workflow execution ${workflowExecutionId} alone, ` +
    `so no trigger sees it. Send it with { to: 'namespace' }, or with "aiflow event send --to namespace" inside a task.`
  )
}
