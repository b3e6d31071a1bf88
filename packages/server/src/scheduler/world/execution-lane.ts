import type { Json } from '@aiflow/sdk/internal/json'
import { type Event, isAlive } from '@aiflow/sdk/internal/model'
import type { TaskDefinition } from '@aiflow/sdk/internal/wire'
import { StatusSnapshot } from '../../log/status-snapshot.ts'
import { laneId } from '../../model/lane-id.ts'
import { type RuleName, ruleId } from '../../model/rule-name.ts'
import type { Occurrence, TaskView } from '../../rules/conditions/condition.ts'
import type { Phase } from '../../rules/decide.ts'
import { isCleaningUp, phaseOf, phaseOfTask } from '../../rules/phase.ts'
import { type Plan, rulesOn, type TaskRulePlan } from '../../rules/plan.ts'
import { TaskProspects } from '../../rules/prospects.ts'
import type { ExecutionImage } from '../../storage/image.ts'
import type { TaskExecutionRow, WorkflowExecutionRow } from '../../storage/rows.ts'
import { Lane, type LanePlace } from './lane.ts'
import { PendingStarts } from './pending-starts.ts'
import { SparseMap } from './sparse-map.ts'
import { addChange, changeAsOf, changesOf, NO_CHANGES, type StatusChange } from './status-changes.ts'
import { StatusTexts } from './status-texts.ts'
import type { TaskMap } from './task-map.ts'

/** The items of a task over a list. */
export type TaskItems = TaskMap<TaskSlot>

/**
 * One task of a workflow execution: its latest execution, and its pending starts. An item of a task over a list is one, too: its
 * `latest` is the execution of the task with the attempts of the item in place of its own.
 */
export interface TaskSlot {
  readonly lane: ExecutionLane
  readonly task: TaskDefinition
  readonly name: string
  latest: TaskExecutionRow | null
  /** The items of the latest execution while it is alive; null if it has none. */
  map: TaskItems | null
  /** Null for a task. */
  readonly item: ItemPlace | null
  readonly pendingStarts: PendingStarts
  /** Changes of its status, as far back as a step may look. */
  changes: StatusChange[]
  /** Steps between an event from outside and the cause of its latest execution; 0 after a restart. */
  depth: number
}

/** Which item of which task. */
export interface ItemPlace {
  readonly of: TaskSlot
  readonly map: TaskItems
  /** From 0. */
  readonly index: number
}

/** A workflow execution in memory. Rows are replaced, never changed in place, so a view of them stays valid. */
export class ExecutionLane extends Lane {
  execution: WorkflowExecutionRow
  /** The number of living task executions, kept so that the end of the execution is cheap to detect. */
  aliveTasks = 0
  /** Steps between an event from outside and the cause of the execution; 0 after a restart. */
  depth = 0
  /** Output of the last SUCCESS of each task that had one. */
  readonly outputs = new SparseMap<string, Json>()
  readonly #slots = new Map<string, TaskSlot>()
  #statuses: StatusSnapshot | null = null
  /** Made when something asks for all statuses. */
  #statusTexts: StatusTexts | null = null
  /** Of the last change that somebody asked about. */
  #prospects: { readonly offset: number; readonly ofTasks: TaskProspects } | null = null
  /** Offset of the newest start of one of its tasks. */
  #lastStart = 0

  constructor(plan: Plan, image: ExecutionImage) {
    super({
      id: laneId.ofExecution(image.execution.id),
      plan,
      states: image.states.map((row) => [row.name, row.value]),
      inbox: image.inbox,
    })
    this.execution = image.execution
    for (const row of image.taskExecutions) {
      const slot = this.slot(row.taskName)
      slot.latest = row
      slot.changes = changesOf(row)
      if (isAlive(row.status)) this.aliveTasks += 1
    }
    for (const pending of image.pendingStarts) this.slot(pending.taskName).pendingStarts.restore(pending)
    for (const row of image.taskMemories) {
      if (row.lastOutput !== null) this.outputs.set(row.taskName, row.lastOutput)
    }
  }

  /** The slot of a task that the plan knows. It is made when somebody asks for it, since most tasks of most executions wait. */
  slot(taskName: string): TaskSlot {
    const known = this.#slots.get(taskName)
    if (known !== undefined) return known
    const task = this.plan.tasks.get(taskName)
    if (task === undefined) throw new Error(`workflow execution ${this.execution.id} has no task "${taskName}"`)
    const slot = newSlot(this, task)
    this.#slots.set(taskName, slot)
    return slot
  }

  /** Those that were made so far, in no order: all tasks that have run are among them. */
  slots(): Iterable<TaskSlot> {
    return this.#slots.values()
  }

  /** The latest execution of a task; null if it never ran. */
  latest(taskName: string): TaskExecutionRow | null {
    return this.#slots.get(taskName)?.latest ?? null
  }

  /** The tasks that have run, in the order of declaration. */
  ran(): readonly TaskSlot[] {
    if (this.#slots.size === 0) return []
    return [...this.plan.tasks.keys()]
      .flatMap((name) => this.#slots.get(name) ?? [])
      .filter(({ latest }) => latest !== null)
  }

  get phase(): Phase {
    return phaseOf(this.execution)
  }

  get place(): LanePlace {
    const { id: workflowExecutionId, namespace, workflowName, snapshotHash } = this.execution
    return { namespace, workflowName, snapshotHash, workflowExecutionId }
  }

  get label(): string {
    return `the workflow execution ${this.execution.id} of "${this.execution.workflowName}"`
  }

  /** It is being stopped, and its clean-up is still to come or under way. */
  get cleansUp(): boolean {
    return isCleaningUp(this.execution)
  }

  /** What may happen to a task: those of the clean-up may start while the execution is being stopped. */
  phaseOf(task: TaskDefinition): Phase {
    return phaseOfTask(this.execution, task)
  }

  get isOpen(): boolean {
    return this.phase === 'open' || this.cleansUp
  }

  get isOver(): boolean {
    return !this.isOpen
  }

  get ruleWeight(): number {
    return 1
  }

  rulesOn(event: Pick<Event, 'key' | 'kind'>): readonly TaskRulePlan[] {
    return rulesOn(this.plan, event)
  }

  rule(name: RuleName): TaskRulePlan | undefined {
    return this.plan.rules.get(ruleId(name))
  }

  receives({ namespace, workflowExecutionId }: Pick<Event, 'namespace' | 'workflowExecutionId'>): boolean {
    const { id, namespace: own } = this.execution
    return workflowExecutionId === null ? namespace === own : workflowExecutionId === id
  }

  /** False while the execution is stopping, since a stop continues even in a paused execution. */
  get isPaused(): boolean {
    return this.execution.paused && this.phase === 'open'
  }

  /** The tasks right after the status event at `offset`, which must be of this commit. */
  viewAsOf(offset: number): TaskView {
    return { get: (task) => changeAsOf(this.#slots.get(task)?.changes ?? NO_CHANGES, offset) }
  }

  /**
   * What can become of the tasks right after a change of status: one object for all who ask. Undefined if no rule of the
   * workflow asks that.
   */
  prospectsAfter({ event: { offset }, view }: Extract<Occurrence, { type: 'taskStatus' }>): TaskProspects | undefined {
    if (this.plan.rulesByOutcome.size === 0) return undefined
    const last = this.#prospects
    if (last?.offset === offset) return last.ofTasks
    const holdsOn = last !== null && last.offset < offset && this.#lastStart <= last.offset
    const ofTasks = holdsOn ? last.ofTasks.after(view) : new TaskProspects(this.plan, view)
    this.#prospects = { offset, ofTasks }
    return ofTasks
  }

  /** Returns the same object until a status changes. */
  statusSnapshot(): StatusSnapshot {
    const { tasks } = this.plan
    this.#statusTexts ??= new StatusTexts([...tasks.keys()].map((name) => this.latest(name)?.status ?? null))
    this.#statuses ??= new StatusSnapshot(this.#statusTexts.runs, tasks)
    return this.#statuses
  }

  /** Call with each change of a task's status; `since` is the last offset before this commit. */
  noteStatus(slot: TaskSlot, row: TaskExecutionRow, at: { readonly offset: number; readonly since: number }): void {
    if (row.status === 'INIT') this.#lastStart = at.offset
    const isFollowed = row.status === 'STOPPED' && slot.pendingStarts.length > 0
    slot.changes = addChange(slot.changes, row, { ...at, isFollowed })
    this.statusVersion += 1
    this.#statuses = null
    this.#statusTexts?.set(this.plan.places.get(slot.name) ?? 0, row.status)
  }
}

function newSlot(lane: ExecutionLane, task: TaskDefinition, item: ItemPlace | null = null): TaskSlot {
  const pendingStarts = new PendingStarts()
  const depth = item?.of.depth ?? 0
  return { lane, task, name: task.name, latest: null, map: null, item, changes: NO_CHANGES, pendingStarts, depth }
}

/** A slot for an item of a task. */
export function newItemSlot(item: ItemPlace): TaskSlot {
  return newSlot(item.of.lane, item.of.task, item)
}
