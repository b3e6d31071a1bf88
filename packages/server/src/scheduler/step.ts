import type { Json } from '@aiflow/sdk/internal/json'
import { type TaskStatus, taskStatusKey, type WorkflowStatus, workflowStatusKey } from '@aiflow/sdk/internal/model'
import { STEPS_PER_OCCURRENCE, WorkBudget } from '../formulas/work-budget.ts'
import type { Occurrence } from '../rules/conditions/condition.ts'
import type { Plan } from '../rules/plan.ts'
import type { StoredEvent, TaskExecutionRow } from '../storage/rows.ts'
import { ChildQuota } from './children/child-quota.ts'
import type { Changes } from './commit/changes/changes.ts'
import type { ConditionLoad } from './commit/condition-load.ts'
import type { Notices } from './commit/notices.ts'
import { ItemQuota } from './items/item-quota.ts'
import { type Failure, failureOf } from './tasks/failure.ts'
import type { ConnectedWorkers } from './world/connected-workers.ts'
import type { ExecutionLane, TaskSlot } from './world/execution-lane.ts'
import type { Lane } from './world/lane.ts'
import type { World } from './world/world.ts'

/** A step with more changes than this is a loop. Its event is set aside as a dead letter. */
const CASCADE_LIMIT = 10_000

/**
 * Each execution that an event is offered to adds to the limit, and so does each of its tasks, because a wide fan-out
 * is no loop.
 */
const CASCADE_LIMIT_PER_LANE = 100
const CASCADE_LIMIT_PER_TASK = 4

/** A fact of this step that rules have not judged yet. */
export type Fact =
  | {
      readonly type: 'task'
      readonly lane: ExecutionLane
      /** As the change left it. */
      readonly row: TaskExecutionRow
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
 * One event and everything that follows from it: the decisions, and the facts that rules have not judged yet. Every
 * status change of the system is recorded here, and nowhere else.
 */
export class Step {
  readonly world: World
  readonly workers: ConnectedWorkers
  readonly changes: Changes
  readonly notices: Notices
  event: StoredEvent
  readonly now: number
  readonly newAttemptId: () => string
  /** Executions that may have ended. */
  readonly touched = new Set<ExecutionLane>()
  /** Executions that a stopped task waits for, and that are to be stopped. */
  readonly childrenToStop = new Set<ExecutionLane>()
  readonly childQuota = new ChildQuota()
  /** Tasks over lists whose items have changed. */
  readonly mapsToSettle = new Set<TaskSlot>()
  readonly itemQuota = new ItemQuota()
  /** How deep the current cause lies below an event from outside. */
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

  /** Other work should have its turn. That only decides which commit judges the rest, never the result. */
  get isHeavy(): boolean {
    return this.#load.isHeavy
  }

  /** The budget of a lane's conditions. Call once per occurrence that the lane judges, because each one adds to it. */
  budgetOf(lane: Lane): WorkBudget {
    const budget = this.#budgets.get(lane) ?? new WorkBudget((steps) => this.#load.add(steps))
    this.#budgets.set(lane, budget)
    budget.allow(STEPS_PER_OCCURRENCE)
    return budget
  }

  /** Counts work that no condition pays for, in steps of about a microsecond. */
  addLoad(steps: number): void {
    this.#load.add(steps)
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

  /** Call once per execution that the event is offered to, or that is started or stopped. */
  allowCascadeOf(lane: ExecutionLane): void {
    this.touched.add(lane)
    // Executions that start each other in a loop add to the limit only once.
    if (this.depth > this.event.depth && this.#allowed.has(lane.plan)) return
    this.#allowed.add(lane.plan)
    this.#allow(lane)
  }

  /** Call once per execution that a task starts or stops within the quota, which is no loop. */
  allowChild(lane: ExecutionLane): void {
    this.touched.add(lane)
    this.#allow(lane)
  }

  /** Judges another event within this step: one that could not be judged in its own. */
  judgeAs(event: StoredEvent, judge: () => void): void {
    const own = this.event
    this.event = event
    judge()
    this.event = own
  }

  /** Runs `take` at the depth of its own cause, for something that was deferred. */
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
    // A task that gets a free slot was not caused by what freed the slot.
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
        ...(row.status === 'FAILED' ? failureOf(row.outcome) : {}),
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
      row,
      occurrence: { type: 'taskStatus', event, task: row.taskName, to: row.status, view },
    })
    return event
  }

  recordWorkflowStatus(
    lane: ExecutionLane,
    status: WorkflowStatus,
    { from, failure = null }: { readonly from: WorkflowStatus | null; readonly failure?: Failure | null },
  ): StoredEvent {
    const { workflowName, id } = lane.execution
    const context = { workflowExecutionId: id, from, ...failure }
    const event = this.#appendStatus(lane, workflowStatusKey(workflowName), status, context)
    if (from === null) lane.depth = this.depth
    this.notices.executionChanges.push({ from, to: status })
    this.touched.add(lane)
    this.#facts.push({ type: 'workflow', event })
    return event
  }

  /** The earliest time for a timer: a firing is known by its time, so each must be later than the step that asks for it. */
  get soonest(): number {
    return this.now + 1
  }

  /** Null deletes the timer. */
  setTimer(id: string, dueTime: number | null): void {
    if (dueTime === null && !this.world.timers.has(id)) return
    if (dueTime === null) this.world.timers.delete(id)
    else this.world.timers.set(id, dueTime)
    this.changes.timers.set({ id, dueTime })
  }

  #allow({ plan }: ExecutionLane): void {
    this.#limit += CASCADE_LIMIT_PER_LANE + CASCADE_LIMIT_PER_TASK * plan.tasks.size
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
