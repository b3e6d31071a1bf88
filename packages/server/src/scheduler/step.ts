import type { Json } from '@aiflow/sdk/internal/json'
import { type TaskStatus, taskStatusKey, type WorkflowStatus, workflowStatusKey } from '@aiflow/sdk/internal/model'
import { WorkBudget } from '../formulas/work-budget.ts'
import type { Occurrence } from '../rules/conditions/condition.ts'
import type { Plan } from '../rules/plan.ts'
import type { StoredEvent, TaskExecutionRow } from '../storage/rows.ts'
import type { Changes } from './commit/changes/changes.ts'
import type { ConditionLoad } from './commit/condition-load.ts'
import type { Notices } from './commit/notices.ts'
import type { ConnectedWorkers } from './world/connected-workers.ts'
import type { ExecutionLane, TaskSlot } from './world/execution-lane.ts'
import type { Lane } from './world/lane.ts'
import type { World } from './world/world.ts'

/** A step that makes more changes than this goes round in circles: its event is set aside as a dead letter. */
const CASCADE_LIMIT = 10_000

/** What each occurrence that a lane judges within one step adds to what its conditions may cost: many of them are no harm. */
const STEPS_PER_OCCURRENCE = 250

/** What each execution that an event is offered to adds to the limit, and each of its tasks: many of them are no circle. */
const CASCADE_LIMIT_PER_LANE = 100
const CASCADE_LIMIT_PER_TASK = 4

/** A fact of this step that rules have still to judge. */
export type Fact =
  | {
      readonly type: 'task'
      readonly lane: ExecutionLane
      readonly occurrence: Extract<Occurrence, { type: 'taskStatus' }> & { readonly event: StoredEvent }
    }
  | { readonly type: 'workflow'; readonly event: StoredEvent }

export interface StepInput {
  readonly world: World
  readonly workers: ConnectedWorkers
  readonly changes: Changes
  readonly notices: Notices
  readonly load: ConditionLoad
  readonly event: StoredEvent
  /** Milliseconds since the epoch. */
  readonly now: number
  readonly newAttemptId: () => string
}

/**
 * One event and its whole cascade: what is being decided, and the facts that came out of it and are still to be judged.
 * Every status change of the system is recorded here, and nowhere else.
 */
export class Step {
  readonly world: World
  readonly workers: ConnectedWorkers
  readonly changes: Changes
  readonly notices: Notices
  event: StoredEvent
  readonly now: number
  readonly newAttemptId: () => string
  /** Executions whose end has to be looked at. */
  readonly touched = new Set<ExecutionLane>()
  /** How deep below an event from outside lies what is being judged. */
  depth: number
  readonly #load: ConditionLoad
  readonly #budgets = new Map<Lane, WorkBudget>()
  readonly #allowed = new Set<Plan>()
  readonly #facts: Fact[] = []
  #judged = 0
  #limit = CASCADE_LIMIT

  constructor(input: StepInput) {
    this.world = input.world
    this.workers = input.workers
    this.changes = input.changes
    this.notices = input.notices
    this.#load = input.load
    this.event = input.event
    this.now = input.now
    this.newAttemptId = input.newAttemptId
    this.depth = input.event.depth
  }

  /** Others should have their turn. That decides only which commit judges what is left, never what comes of it. */
  get isHeavy(): boolean {
    return this.#load.isHeavy
  }

  /** What the conditions of a lane may still cost; to be asked for with each occurrence that it judges. */
  budgetOf(lane: Lane): WorkBudget {
    const budget = this.#budgets.get(lane) ?? new WorkBudget((steps) => this.#load.add(steps))
    this.#budgets.set(lane, budget)
    budget.allow(STEPS_PER_OCCURRENCE)
    return budget
  }

  /** The oldest fact that was not judged yet. */
  takeFact(): Fact | undefined {
    const fact = this.#facts[this.#judged]
    if (fact === undefined) return undefined
    this.#judged += 1
    if (this.#judged > this.#limit) throw new Error(`more than ${this.#limit} status changes followed from one event`)
    this.depth = fact.type === 'task' ? fact.occurrence.event.depth : fact.event.depth
    return fact
  }

  /** To be called with each execution that the event itself is offered to, and with each that is started or stopped. */
  allowCascadeOf(lane: ExecutionLane): void {
    this.touched.add(lane)
    // Executions that start each other in a circle make room for one of them only.
    if (this.depth > this.event.depth && this.#allowed.has(lane.plan)) return
    this.#allowed.add(lane.plan)
    this.#limit += CASCADE_LIMIT_PER_LANE + CASCADE_LIMIT_PER_TASK * lane.tasks.size
  }

  /** Judges another event within this step: one that could not be judged in its own. */
  judgeAs(event: StoredEvent, judge: () => void): void {
    const own = this.event
    this.event = event
    judge()
    this.event = own
  }

  /** Does what something else led to than what is being judged, and had to wait for it. */
  atDepth(depth: number, take: () => void): void {
    const current = this.depth
    this.depth = depth
    take()
    this.depth = current
  }

  recordTaskStatus(slot: TaskSlot, row: TaskExecutionRow, from: TaskStatus | null): StoredEvent {
    const { lane } = slot
    const { workflowName, id } = lane.execution
    if (from === null) slot.depth = this.depth
    // Who gets a free slot is not caused by what freed it.
    const depth = row.status === 'QUEUED' ? slot.depth : this.depth
    const event = this.#appendStatus(
      lane,
      taskStatusKey(workflowName, row.taskName),
      row.status,
      {
        workflowExecutionId: id,
        taskName: row.taskName,
        sequenceNumber: row.sequenceNumber,
        from,
      },
      depth,
    )
    this.notices.taskChanges.push({ from, row })
    lane.noteStatus(slot, row, { offset: event.offset, since: this.world.committedOffset })
    const view = lane.viewAsOf(event.offset)
    this.touched.add(lane)
    this.#facts.push({
      type: 'task',
      lane,
      occurrence: { type: 'taskStatus', event, task: row.taskName, to: row.status, view },
    })
    return event
  }

  recordWorkflowStatus(lane: ExecutionLane, status: WorkflowStatus, from: WorkflowStatus | null): StoredEvent {
    const { workflowName, id } = lane.execution
    const event = this.#appendStatus(lane, workflowStatusKey(workflowName), status, { workflowExecutionId: id, from })
    if (from === null) lane.depth = this.depth
    this.notices.executionChanges.push({ from, to: status })
    this.touched.add(lane)
    this.#facts.push({ type: 'workflow', event })
    return event
  }

  /** Null deletes the timer. */
  setTimer(id: string, dueTime: number | null): void {
    if (dueTime === null && !this.world.timers.has(id)) return
    if (dueTime === null) this.world.timers.delete(id)
    else this.world.timers.set(id, dueTime)
    this.changes.timers.set({ id, dueTime })
  }

  #appendStatus(lane: ExecutionLane, key: string, value: string, context: Json, depth = this.depth): StoredEvent {
    const event: StoredEvent = {
      offset: ++this.world.counters.lastOffset,
      kind: 'status',
      namespace: lane.execution.namespace,
      key,
      value,
      sender: null,
      principal: null,
      context: JSON.stringify(context),
      workflowExecutionId: lane.execution.id,
      createTime: this.now,
      causeOffset: this.event.offset,
      depth: depth + 1,
      idempotencyKey: null,
    }
    this.changes.events.add(event)
    return event
  }
}
