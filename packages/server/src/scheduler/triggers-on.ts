import type { Event } from '@aiflow/sdk/internal/model'
import type { TriggerRow } from '../storage/rows.ts'
import { ANY_KEY } from './key-index.ts'
import { eventKeysOf } from './plan.ts'
import type { WorkflowLane } from './workflow-lane.ts'

/** The triggers of a workflow that react to an event, in the order in which they were added. */
export function triggersOn(workflow: WorkflowLane, { key, kind }: Pick<Event, 'key' | 'kind'>): TriggerRow[] {
  const triggers = [...workflow.triggers.values()].filter(({ condition }) => {
    const keys = eventKeysOf(condition)
    return keys.includes(key) || (kind === 'user' && keys.includes(ANY_KEY))
  })
  return triggers.sort((a, b) => a.id - b.id)
}
