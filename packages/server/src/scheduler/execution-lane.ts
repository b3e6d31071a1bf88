import type { Json, TaskStatus } from '@aiflow/sdk/internal'
import { isAlive } from '@aiflow/sdk/internal'
import { StatusSnapshot } from '../log/status-snapshot.ts'
import type { LaneId, PendingStart, TaskExecutionRow, WorkflowExecutionRow } from '../storage/rows.ts'
import type { ExecutionImage } from '../storage/storage.ts'
import type { Phase } from './decide.ts'
import type { TaskFacts, TaskView } from './evaluate.ts'
import { Inbox } from './inbox.ts'
import { holdsCircuits } from './named-states.ts'
import type { Plan } from './plan.ts'

/** One task of a workflow execution: its latest execution, and the starts that wait for it to end. */
export interface TaskSlot {
  readonly name: string
  latest: TaskExecutionRow | null
  pendingStarts: readonly PendingStart[]
  /** Output of the last SUCCESS. */
  lastOutput: Json
  /** How deep the cause of its latest execution lies below an event from outside; forgotten by a restart. */
  depth: number
}

/** A workflow execution in memory. Rows are replaced, never changed in place, so a view of them stays what it was. */
export class ExecutionLane {
  readonly id: LaneId
  readonly plan: Plan
  readonly tasks: ReadonlyMap<string, TaskSlot>
  readonly states: Map<string, Json>
  /** Events that wait to be judged, oldest first. */
  readonly inbox: Inbox
  execution: WorkflowExecutionRow
  /** Task executions that are alive, counted so that the end is cheap to see. */
  aliveTasks = 0
  /** How deep the cause of the execution lies below an event from outside; forgotten by a restart. */
  depth = 0
  /** Some rule is not judged, or its condition failed last. */
  hasCircuits: boolean

  constructor(plan: Plan, image: ExecutionImage) {
    this.id = `execution:${image.execution.id}`
    this.plan = plan
    this.execution = image.execution
    this.states = new Map(image.states.map((row) => [row.name, row.value]))
    this.hasCircuits = holdsCircuits(this.states)
    this.inbox = new Inbox(image.inbox)
    this.tasks = new Map(
      plan.definition.tasks.map(({ name }) => [
        name,
        { name, latest: null, pendingStarts: [], lastOutput: null, depth: 0 },
      ]),
    )
    for (const row of image.taskExecutions) {
      const slot = this.slot(row.taskName)
      slot.latest = row
      if (isAlive(row.status)) this.aliveTasks += 1
    }
    for (const row of image.taskMemories) {
      const slot = this.slot(row.taskName)
      slot.pendingStarts = row.pendingStarts
      slot.lastOutput = row.lastOutput
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

  view(): TaskView {
    const view = new Map<string, TaskFacts>()
    for (const slot of this.tasks.values()) if (slot.latest !== null) view.set(slot.name, slot.latest)
    return view
  }

  statusSnapshot(): StatusSnapshot {
    return new StatusSnapshot([...this.tasks.values()].map((slot) => [slot.name, slot.latest?.status ?? null]))
  }

  taskStatuses(): Record<string, TaskStatus | null> {
    return Object.fromEntries([...this.tasks.values()].map((slot) => [slot.name, slot.latest?.status ?? null]))
  }
}
