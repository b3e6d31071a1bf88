import type { Event } from '@aiflow/sdk/internal/model'
import { KeyIndex } from '../../rules/key-index.ts'
import type { Plan } from '../../rules/plan.ts'
import type { ExecutionLane } from './execution-lane.ts'

/**
 * The living executions that have begun, by the keys that they have rules on. All executions of a snapshot have the same
 * rules, so each key leads to a snapshot, and a snapshot to its executions.
 */
export class HearingExecutions {
  readonly #byKey = new KeyIndex<ReadonlySet<ExecutionLane>>()
  readonly #byPlan = new Map<Plan, Set<ExecutionLane>>()

  add(lane: ExecutionLane): void {
    const { plan, execution } = lane
    const known = this.#byPlan.get(plan)
    const lanes = known ?? new Set<ExecutionLane>()
    lanes.add(lane)
    if (known !== undefined) return
    this.#byPlan.set(plan, lanes)
    for (const key of plan.rulesByKey.keys()) this.#byKey.add(execution.namespace, key, lanes)
  }

  remove(lane: ExecutionLane): void {
    const { plan, execution } = lane
    const lanes = this.#byPlan.get(plan)
    if (lanes === undefined || !lanes.delete(lane) || lanes.size > 0) return
    this.#byPlan.delete(plan)
    for (const key of plan.rulesByKey.keys()) this.#byKey.remove(execution.namespace, key, lanes)
  }

  /** A copy. */
  listenersOf(event: Pick<Event, 'namespace' | 'key' | 'kind'>): ExecutionLane[] {
    return this.#byKey.listenersOf(event).flatMap((lanes) => [...lanes])
  }
}
