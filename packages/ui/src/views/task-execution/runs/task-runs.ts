import type { TaskExecutionRef, TaskExecutionResource } from '@aiflow/sdk/client'

export type TaskRun = Pick<
  TaskExecutionResource,
  'workflowExecutionId' | 'taskName' | 'sequenceNumber' | 'status' | 'beginTime' | 'endTime'
>

export interface Neighbours {
  readonly previous: TaskExecutionRef | null
  readonly next: TaskExecutionRef | null
}

/**
 * The runs before and after one, of runs that are in order of time. In its own execution they are known by their
 * numbers, also where the list does not reach so far back.
 */
export function neighboursOf(shown: TaskExecutionRef, runs: readonly TaskRun[]): Neighbours {
  const { workflowExecutionId, taskName, sequenceNumber } = shown
  const at = runs.findIndex((run) => isSame(run, shown))
  const latest = Math.max(
    ...runs.filter((run) => run.workflowExecutionId === workflowExecutionId).map((run) => run.sequenceNumber),
    sequenceNumber,
  )
  const own = (number: number): TaskExecutionRef => ({ workflowExecutionId, taskName, sequenceNumber: number })
  return {
    previous: sequenceNumber > 1 ? own(sequenceNumber - 1) : at > 0 ? (runs[at - 1] ?? null) : null,
    next: sequenceNumber < latest ? own(sequenceNumber + 1) : at >= 0 ? (runs[at + 1] ?? null) : null,
  }
}

export function isSame(one: TaskExecutionRef, other: TaskExecutionRef): boolean {
  return one.workflowExecutionId === other.workflowExecutionId && one.sequenceNumber === other.sequenceNumber
}

/** How long a run took, or has taken until now; null if it has not begun. */
export function lengthOf({ beginTime, endTime }: TaskRun, now: number): number | null {
  return beginTime === null ? null : Math.max(0, (endTime ?? now) - beginTime)
}

/** The middle duration of the successful runs, null if there is none. */
export function medianOf(runs: readonly TaskRun[]): number | null {
  const lengths = runs
    .filter(({ status }) => status === 'SUCCESS')
    .flatMap((run) => lengthOf(run, 0) ?? [])
    .sort((a, b) => a - b)
  return lengths[Math.floor((lengths.length - 1) / 2)] ?? null
}
