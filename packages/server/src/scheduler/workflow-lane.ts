import type { Event, Json } from '@aiflow/sdk/internal'
import type { LaneId, TriggerRow, WorkflowRow } from '../storage/rows.ts'
import type { InboxEntry } from '../storage/storage.ts'
import { keptEventsOf } from './named-states.ts'
import type { Plan } from './plan.ts'

/** A workflow in memory: what new executions start from, and the lane of its triggers. */
export class WorkflowLane {
  readonly id: LaneId
  readonly states: Map<string, Json>
  readonly inbox: InboxEntry[]
  readonly triggers = new Map<number, TriggerRow>()
  /** What triggers keep for an execution to come, by their id, in the order of offsets. */
  readonly kept: Map<number, Event[]>
  row: WorkflowRow
  /** Of the newest snapshot. */
  plan: Plan

  constructor(row: WorkflowRow, plan: Plan, states: ReadonlyMap<string, Json>, inbox: readonly InboxEntry[]) {
    this.id = `workflow:${row.id}`
    this.row = row
    this.plan = plan
    this.states = new Map(states)
    this.inbox = [...inbox]
    this.kept = keptEventsOf(this.states)
  }

  trigger(name: string): TriggerRow | undefined {
    return [...this.triggers.values()].find((trigger) => trigger.name === name)
  }
}
