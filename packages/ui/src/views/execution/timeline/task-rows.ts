import type { Event, TaskStatus } from '@aiflow/sdk'
import type { WorkflowExecutionDetail } from '@aiflow/sdk/client'

/** The time that a task execution spent in one status. */
export interface Segment {
  readonly sequenceNumber: number
  readonly status: TaskStatus
  readonly from: number
  /** Null if it has not ended. */
  readonly to: number | null
  /** The status that followed, null if it has not ended. */
  readonly next: TaskStatus | null
}

/** Everything that is known of one task, in order of time. */
export interface TaskRow {
  readonly task: string
  readonly segments: readonly Segment[]
}

interface Open {
  readonly sequenceNumber: number
  readonly status: TaskStatus
  readonly from: number
}

const ENDED: ReadonlySet<string> = new Set(['SUCCESS', 'FAILED', 'STOPPED'])

/** An attempt that failed, whether it was retried or not. */
export function isFailure({ status, next }: Pick<Segment, 'status' | 'next'>): boolean {
  return status === 'RUNNING' && (next === 'RETRYING' || next === 'FAILED')
}

/** How many attempts of a task failed. */
export function failuresOf({ segments }: TaskRow): number {
  return segments.filter(isFailure).length
}

/** Tasks with failures first, otherwise in the same order. */
export function failuresFirst(rows: readonly TaskRow[]): readonly TaskRow[] {
  const hasFailed = (row: TaskRow) => row.segments.some(isFailure)
  return [...rows.filter(hasFailed), ...rows.filter((row) => !hasFailed(row))]
}

/** The history of each task from its changes of status, in the order in which the tasks are declared. */
export function taskRowsOf(tasks: WorkflowExecutionDetail['tasks'], changes: readonly Event[]): readonly TaskRow[] {
  const rows = new Map(tasks.map(({ name }) => [name, new RowInTheMaking()]))
  for (const change of changes) {
    const { taskName, sequenceNumber } = detailsOf(change)
    if (taskName === undefined || sequenceNumber === undefined) continue
    // The value of a status event is the status of the task.
    rows.get(taskName)?.add({ sequenceNumber, status: change.value as TaskStatus, from: change.createTime })
  }
  return tasks.map(({ name, latest }) => ({ task: name, segments: rows.get(name)?.end(latest) ?? [] }))
}

class RowInTheMaking {
  readonly #segments: Segment[] = []
  #open: Open | null = null

  add(change: Open): void {
    const { sequenceNumber } = this.#open ?? change
    if (sequenceNumber === change.sequenceNumber) this.#close(change.from, change.status)
    else this.#close(change.from, null)
    this.#open = ENDED.has(change.status) ? null : change
  }

  /** For what began before the oldest known change, the task execution itself has the beginning. */
  end(latest: WorkflowExecutionDetail['tasks'][number]['latest']): readonly Segment[] {
    if (this.#segments.length === 0 && this.#open === null && latest !== null) {
      const { sequenceNumber, status, beginTime, createTime, endTime } = latest
      this.#open = { sequenceNumber, status: ENDED.has(status) ? 'RUNNING' : status, from: beginTime ?? createTime }
      if (endTime !== null) this.#close(endTime, status)
    }
    if (this.#open !== null) this.#segments.push({ ...this.#open, to: null, next: null })
    return this.#segments
  }

  #close(to: number, next: TaskStatus | null): void {
    if (this.#open !== null) this.#segments.push({ ...this.#open, to, next })
    this.#open = null
  }
}

interface ChangeDetails {
  readonly taskName?: string
  readonly sequenceNumber?: number
}

function detailsOf({ context }: Event): ChangeDetails {
  // The server writes the context of status events.
  return context === null ? {} : (JSON.parse(context) as ChangeDetails)
}
