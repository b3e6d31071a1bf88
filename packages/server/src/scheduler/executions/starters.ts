import type { Json } from '@aiflow/sdk/internal/json'
import { stateName } from '../../model/state-names.ts'
import type { ExecutionLane } from '../world/execution-lane.ts'

/**
 * The principals that started an execution: by hand, by the events that they sent, or the executions above it. A schedule or a
 * backfill has none.
 */
export function startersOf({ states, execution }: Pick<ExecutionLane, 'states' | 'execution'>): Json[] {
  const noted = states.get(stateName.startedBy) ?? null
  const senders = execution.trigger.events.map(({ principal = null }) => principal)
  const all = [...(Array.isArray(noted) ? noted : [noted]), ...senders]
  return [...new Set(all)].filter((principal) => principal !== null)
}
