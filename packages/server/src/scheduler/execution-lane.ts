import type { Json } from '@aiflow/sdk/internal/json'
import { isAlive, type TaskStatus } from '@aiflow/sdk/internal/model'
import type { TaskDefinition } from '@aiflow/sdk/internal/wire'
import { StatusSnapshot } from '../log/status-snapshot.ts'
import { holdsCircuits } from '../model/circuit.ts'
import { type LaneId, laneId } from '../model/lane-id.ts'
import type { TaskExecutionRow, WorkflowExecutionRow } from '../storage/rows.ts'
import type { ExecutionImage } from '../storage/storage.ts'
import type { Phase } from './decide.ts'
import type { TaskView } from './evaluate.ts'
import { Inbox } from './inbox.ts'
import { LaneStates } from './lane-states.ts'
import { PendingStarts } from './pending-starts.ts'
import type { Plan, TaskRulePlan } from './plan.ts'
import { changeAsOf, changesOf, NO_CHANGES, type StatusChange, withChange } from './status-changes.ts'

/** One task of a workflow execution: its latest execution, and the starts that wait for it to end. */
export interface TaskSlot {
  readonly lane: ExecutionLane
  readonly task: TaskDefinition
  readonly name: string
  latest: TaskExecutionRow | null
  readonly pendingStarts: PendingStarts
  /** Of its status, as far back as a step may look. */
  changes: readonly StatusChange[]
  /** How deep the cause of its latest execution lies below an event from outside; forgotten by a restart. */
  depth: number
}

/** A workflow execution in memory. Rows are replaced, never changed in place, so a view of them stays what it was. */
export class ExecutionLane {
  readonly id: LaneId
  readonly plan: Plan
  readonly tasks: ReadonlyMap<string, TaskSlot>
  readonly states: LaneStates
  /** Events that wait to be judged, oldest first. */
  readonly inbox: Inbox
  execution: WorkflowExecutionRow
  /** Task executions that are alive, counted so that the end is cheap to see. */
  aliveTasks = 0
  /** How deep the cause of the execution lies below an event from outside; forgotten by a restart. */
  depth = 0
  /** Some rule is not judged, or its condition failed last. */
  hasCircuits: boolean
  /** Rises with each change of a task's status. */
  statusVersion = 0
  /** Output of the last SUCCESS of each task that had one. */
  readonly outputs = new Map<string, Json>()
  /** Of rules that wait for many tasks: the place of a member that was not there when it was looked at last. */
  readonly lackingMembers = new WeakMap<TaskRulePlan, number>()
  #statuses: StatusSnapshot | null = null

  constructor(plan: Plan, image: ExecutionImage) {
    this.id = laneId.ofExecution(image.execution.id)
    this.plan = plan
    this.execution = image.execution
    this.states = new LaneStates(image.states.map((row) => [row.name, row.value]))
    this.hasCircuits = holdsCircuits(this.states)
    this.inbox = new Inbox(image.inbox)
    this.tasks = new Map(
      plan.definition.tasks.map((task) => [
        task.name,
        {
          lane: this,
          task,
          name: task.name,
          latest: null,
          changes: NO_CHANGES,
          pendingStarts: new PendingStarts(),
          depth: 0,
        },
      ]),
    )
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

  /** The slot of a task that the plan knows. */
  slot(taskName: string): TaskSlot {
    const slot = this.tasks.get(taskName)
    if (slot === undefined) throw new Error(`workflow execution ${this.execution.id} has no task "${taskName}"`)
    return slot
  }

  get phase(): Phase {
    if (this.execution.endTime !== null) return 'ended'
    if (this.execution.stopping) return 'stopping'
    return this.execution.status === 'INIT' ? 'waiting' : 'open'
  }

  /** A stop goes on in a paused execution too. */
  get isPaused(): boolean {
    return this.execution.paused && this.phase === 'open'
  }

  /** The tasks as they were right after the status event with the offset, which is one of this commit. */
  viewAsOf(offset: number): TaskView {
    return { get: (task) => changeAsOf(this.tasks.get(task)?.changes ?? NO_CHANGES, offset) }
  }

  /** The same object for all who ask between two changes of status. */
  statusSnapshot(): StatusSnapshot {
    this.#statuses ??= new StatusSnapshot(
      [...this.tasks.values()].map((slot) => [slot.name, slot.latest?.status ?? null]),
    )
    return this.#statuses
  }

  /** To be called with each change of a task's status; `since` is the last offset before this commit. */
  noteStatus(slot: TaskSlot, row: TaskExecutionRow, at: { readonly offset: number; readonly since: number }): void {
    slot.changes = withChange(slot.changes, row, at)
    this.statusVersion += 1
    this.#statuses = null
  }

  taskStatuses(): Readonly<Record<string, TaskStatus | null>> {
    return this.statusSnapshot().byName
  }
}
