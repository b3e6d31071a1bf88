import type { ExecutionStatistics, Load } from '@aiflow/sdk/internal/api/executions'
import type { SchedulerLoad } from '../../log/commit-report.ts'
import type { ReadStorage } from '../../storage/reads/read-storage.ts'
import type { WorkflowFilter } from '../../storage/reads/workflow-reads.ts'
import { optionalTime } from '../events/event-queries.ts'

const DAY_MS = 24 * 3_600_000

export interface StatisticsQuery extends WorkflowFilter {
  /** As text; a day before the end if omitted. */
  readonly since?: string | undefined
  /** As text; now if omitted. */
  readonly until?: string | undefined
  /** Number of equal parts that the period is divided into. */
  readonly parts: number
}

/** How many executions began in each part of a period, by status. Throws `INVALID_ARGUMENT`. */
export async function countExecutions(
  storage: Pick<ReadStorage, 'executions'>,
  { since, until, parts, ...filter }: StatisticsQuery,
  now: number,
): Promise<ExecutionStatistics> {
  const end = optionalTime(until) ?? now
  const begin = Math.min(optionalTime(since) ?? end - DAY_MS, end)
  const times = Array.from({ length: parts + 1 }, (_, index) => begin + Math.round(((end - begin) * index) / parts))
  const counts = await storage.executions.count(filter, times)
  return {
    since: begin,
    until: end,
    parts: counts.map((of, index) => ({ time: times[index] ?? begin, counts: of })),
  }
}

/** The load of the scheduler. */
export function describeLoad(
  { executions, tasks, waitingTasks, queue, inbox }: SchedulerLoad,
  deadLetters: number,
): Load {
  return {
    workflowExecutions: Object.fromEntries(executions),
    taskExecutions: Object.fromEntries(tasks),
    waitingTasks,
    lag: { ...queue },
    inbox: { events: inbox.events, seconds: inbox.seconds },
    deadLetters,
  }
}
