import type { Json } from '@aiflow/sdk/internal/json'
import type { Event } from '@aiflow/sdk/internal/model'
import type { StatusSnapshot } from '../../log/status-snapshot.ts'
import { holdsCircuits } from '../../model/circuit.ts'
import type { LaneId } from '../../model/lane-id.ts'
import type { RememberedEvents } from '../../model/remembered-events.ts'
import type { RuleName } from '../../model/rule-name.ts'
import type { Plan, Rule } from '../../rules/plan.ts'
import type { InboxImage } from '../../storage/image.ts'
import { Inbox } from './inbox.ts'
import { LaneStates } from './lane-states.ts'
import { SparseMap } from './sparse-map.ts'

/** Where a lane belongs. */
export interface LanePlace {
  readonly namespace: string
  readonly workflowName: string
  readonly snapshotHash: string
  /** Null for the triggers of a workflow. */
  readonly workflowExecutionId: number | null
}

export interface LaneImage {
  readonly id: LaneId
  readonly plan: Plan
  readonly states: Iterable<readonly [string, Json]>
  readonly inbox: InboxImage
}

/** A lane judges its events one at a time. It is a workflow execution, or a workflow with its triggers. */
export abstract class Lane {
  readonly id: LaneId
  plan: Plan
  readonly states: LaneStates
  /** What rules remember, by `ruleId`, as far as it was asked for. Within a batch, it is ahead of the states. */
  readonly remembered = new SparseMap<string, RememberedEvents | null>()
  /** Events that wait to be judged, oldest first. */
  readonly inbox: Inbox
  /** Some rule is not judged, or its condition failed last time. */
  hasCircuits: boolean
  /** For rules that wait for many tasks: the index of a member that was missing last time. */
  readonly lackingMembers = new SparseMap<Rule, number>()
  /**
   * Rules with a timer, by `ruleId`, and the number of steps between an event from outside and their cause, which is 0 after
   * a restart.
   */
  readonly wakeDepths = new SparseMap<string, number>()
  /** Increases with each change that a condition could see, other than changes of states. */
  statusVersion = 0

  constructor({ id, plan, states, inbox }: LaneImage) {
    this.id = id
    this.plan = plan
    this.states = new LaneStates(states)
    this.hasCircuits = holdsCircuits(this.states)
    this.inbox = new Inbox(inbox)
  }

  abstract get place(): LanePlace

  /** For people, within a sentence. */
  abstract get label(): string

  /** Whether its rules are judged and may start something. */
  abstract get isOpen(): boolean

  /** Whether none of its rules will ever start anything again. */
  abstract get isOver(): boolean

  abstract get isPaused(): boolean

  /** The weight of one judged rule within the limit of a step. */
  abstract get ruleWeight(): number

  /** The statuses that a condition may read; null if there are none. */
  abstract statusSnapshot(): StatusSnapshot | null

  /** The rules that react to an event, in order. */
  abstract rulesOn(event: Pick<Event, 'key' | 'kind'>): readonly Rule[]

  abstract rule(name: RuleName): Rule | undefined

  /** Whether this lane receives an event that is sent to a namespace, or to one execution in it. */
  abstract receives(event: Pick<Event, 'namespace' | 'workflowExecutionId'>): boolean

  /** Whether new events wait in its inbox, because it is paused or has older events to judge first. */
  get isHeld(): boolean {
    return this.isPaused || this.inbox.length > 0
  }
}
