import type { Json } from '@aiflow/sdk/internal/json'
import type { Event } from '@aiflow/sdk/internal/model'
import type { StatusSnapshot } from '../../log/status-snapshot.ts'
import { holdsCircuits } from '../../model/circuit.ts'
import type { LaneId } from '../../model/lane-id.ts'
import type { RuleName } from '../../model/rule-name.ts'
import type { Plan, Rule } from '../../rules/plan.ts'
import type { InboxImage } from '../../storage/image.ts'
import { Inbox } from './inbox.ts'
import { LaneStates } from './lane-states.ts'

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

/** What judges its events one after the other: a workflow execution, or a workflow with its triggers. */
export abstract class Lane {
  readonly id: LaneId
  plan: Plan
  readonly states: LaneStates
  /** Events that wait to be judged, oldest first. */
  readonly inbox: Inbox
  /** Some rule is not judged, or its condition failed last. */
  hasCircuits: boolean
  /** Of rules that wait for many tasks: the place of a member that was not there when it was looked at last. */
  readonly lackingMembers = new WeakMap<Rule, number>()
  /** Rules with a timer, by `ruleId`: how deep the cause lies below an event from outside; 0 after a restart. */
  readonly wakeDepths = new Map<string, number>()
  /** Rises with each change that a condition could see and that is not a state. */
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

  /** Its rules are judged and may start something. */
  abstract get isOpen(): boolean

  /** Nothing of it will start again by a rule. */
  abstract get isOver(): boolean

  abstract get isPaused(): boolean

  /** How much a rule that is judged counts for what one step may do. */
  abstract get ruleWeight(): number

  /** The statuses that a condition may read; null where there are none. */
  abstract statusSnapshot(): StatusSnapshot | null

  /** The rules that react to an event, in order. */
  abstract rulesOn(event: Pick<Event, 'key' | 'kind'>): readonly Rule[]

  abstract rule(name: RuleName): Rule | undefined

  /** Whether an event that is sent to a namespace, or to one execution in it, is for this lane. */
  abstract receives(event: Pick<Event, 'namespace' | 'workflowExecutionId'>): boolean

  /** Its events wait in its inbox: it is paused, or has older ones to judge first. */
  get isHeld(): boolean {
    return this.isPaused || this.inbox.length > 0
  }
}
