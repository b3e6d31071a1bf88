import type { Json } from '@aiflow/sdk/internal/json'
import type { Event } from '@aiflow/sdk/internal/model'
import { holdsCircuits } from '../model/circuit.ts'
import { keptEventsIn } from '../model/kept-events.ts'
import { type LaneId, laneId } from '../model/lane-id.ts'
import type { TriggerRow, WorkflowRow } from '../storage/rows.ts'
import type { InboxImage } from '../storage/storage.ts'
import { Inbox } from './inbox.ts'
import { LaneStates } from './lane-states.ts'
import type { Plan } from './plan.ts'

/** A workflow in memory: what new executions start from, and the lane of its triggers. */
export class WorkflowLane {
  readonly id: LaneId
  readonly states: LaneStates
  readonly inbox: Inbox
  readonly triggers = new Map<number, TriggerRow>()
  /** What triggers keep for an execution to come, by their id, in the order of offsets. */
  readonly kept: Map<number, Event[]>
  /** How deep the cause of the newest of them lies below an event from outside; forgotten by a restart. */
  readonly keptDepths = new Map<number, number>()
  row: WorkflowRow
  /** Of the newest snapshot. */
  plan: Plan
  /** Some trigger is not judged, or its condition failed last. */
  hasCircuits: boolean

  constructor(row: WorkflowRow, plan: Plan, states: ReadonlyMap<string, Json>, inbox: InboxImage) {
    this.id = laneId.ofWorkflow(row.id)
    this.row = row
    this.plan = plan
    this.states = new LaneStates(states)
    this.hasCircuits = holdsCircuits(this.states)
    this.inbox = new Inbox(inbox)
    this.kept = keptEventsIn(this.states)
  }

  trigger(name: string): TriggerRow | undefined {
    return [...this.triggers.values()].find((trigger) => trigger.name === name)
  }
}
