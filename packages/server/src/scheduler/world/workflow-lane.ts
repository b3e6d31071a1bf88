import type { Json } from '@aiflow/sdk/internal/json'
import type { Event } from '@aiflow/sdk/internal/model'
import { keptEventsIn } from '../../model/kept-events.ts'
import { laneId } from '../../model/lane-id.ts'
import type { RuleName } from '../../model/rule-name.ts'
import { wildcardsForTrigger } from '../../model/status-keys.ts'
import { ANY_KEY } from '../../rules/key-index.ts'
import type { Plan, Rule } from '../../rules/plan.ts'
import { ruleOfTrigger } from '../../rules/trigger-rules.ts'
import type { InboxImage } from '../../storage/image.ts'
import type { TriggerRow, WorkflowRow } from '../../storage/rows.ts'
import { Lane, type LanePlace } from './lane.ts'
import { Triggers } from './triggers.ts'

/** A trigger, ready to be judged. */
export interface TriggerRule extends Rule {
  readonly trigger: TriggerRow
}

/** A workflow in memory: what new executions start from, and the lane of its triggers. */
export class WorkflowLane extends Lane {
  readonly triggers = new Triggers()
  /** Events that triggers keep for a future execution, by trigger id, in the order of offsets. */
  readonly kept: Map<number, Event[]>
  /** For each trigger, steps between an event from outside and its newest kept event; forgotten by a restart. */
  readonly keptDepths = new Map<number, number>()
  row: WorkflowRow

  /** `plan` must be that of the newest snapshot. */
  constructor(row: WorkflowRow, plan: Plan, states: ReadonlyMap<string, Json>, inbox: InboxImage) {
    super({ id: laneId.ofWorkflow(row.id), plan, states, inbox })
    this.row = row
    this.kept = keptEventsIn(this.states)
  }

  get place(): LanePlace {
    const { namespace, name: workflowName, snapshotHash } = this.row
    return { namespace, workflowName, snapshotHash, workflowExecutionId: null }
  }

  get label(): string {
    return `the triggers of the workflow "${this.row.name}"`
  }

  get isOpen(): boolean {
    return this.row.enabled
  }

  /** Always false, since a disabled workflow may be enabled again. */
  get isOver(): boolean {
    return false
  }

  get isPaused(): boolean {
    return false
  }

  /** The number of tasks, since a trigger may start all tasks of an execution. */
  get ruleWeight(): number {
    return this.plan.tasks.size
  }

  statusSnapshot(): null {
    return null
  }

  /** The triggers on a key, in the order in which they were added. */
  rulesOn({ key, kind }: Pick<Event, 'key' | 'kind'>): readonly TriggerRule[] {
    const others = kind === 'status' ? wildcardsForTrigger(key, this.row.name) : kind === 'user' ? [ANY_KEY] : []
    const keys = [key, ...others]
    return this.triggers.on(keys).map((trigger) => this.#ruleOf(trigger))
  }

  rule({ task, rule }: RuleName): TriggerRule | undefined {
    const trigger = task === null ? this.triggers.named(rule) : undefined
    return trigger === undefined ? undefined : this.#ruleOf(trigger)
  }

  receives({ namespace, workflowExecutionId }: Pick<Event, 'namespace' | 'workflowExecutionId'>): boolean {
    return namespace === this.row.namespace && workflowExecutionId === null
  }

  #ruleOf(trigger: TriggerRow): TriggerRule {
    return { ...ruleOfTrigger(trigger, this.row), trigger }
  }
}
