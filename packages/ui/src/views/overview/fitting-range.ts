import type { ExecutionStatistics } from '@aiflow/sdk/client'
import { useQuery } from '@tanstack/react-query'
import { executionStatisticsQuery } from '../../data/queries/statistics.ts'

const MINUTE_MS = 60_000
const HOUR_MS = 60 * MINUTE_MS
const DAY_MS = 24 * HOUR_MS
const WEEK_MS = 7 * DAY_MS

/** Periods that a chart may show, shortest first. */
const LENGTHS_MS = [
  ...[2, 5, 10, 20, 30].map((count) => count * MINUTE_MS),
  ...[1, 2, 3, 6, 12].map((count) => count * HOUR_MS),
  ...[1, 2, 3, 5, 7].map((count) => count * DAY_MS),
]
/** How often to look for the beginning of the data while executions begin and end. */
const LOOK_EVERY_MS = MINUTE_MS

/**
 * The shortest period up to now that has all executions of the last week. Null while it is being found, and if the week
 * has none.
 */
export function useFittingLength(namespace: string | undefined, isWanted: boolean): number | null {
  // First by the hour. Where all of it is within an hour or two, by the minute.
  const week = useQuery({ ...partsQuery(namespace, WEEK_MS, HOUR_MS), enabled: isWanted })
  const age = ageOf(week.data)
  const isYoung = age !== null && age <= 2 * HOUR_MS
  const hours = useQuery({ ...partsQuery(namespace, 2 * HOUR_MS, MINUTE_MS), enabled: isWanted && isYoung })
  if (isYoung && hours.data === undefined && hours.error === null) return null
  const oldest = isYoung ? (ageOf(hours.data) ?? age) : age
  return oldest === null ? null : fittingLength(oldest)
}

function partsQuery(namespace: string | undefined, lengthMs: number, partMs: number) {
  const query = executionStatisticsQuery({ namespace, lengthMs, parts: lengthMs / partMs })
  return { ...query, meta: { ...query.meta, everyMs: LOOK_EVERY_MS } }
}

/** How long before its end the first executions began, at most; null if there are none. */
export function ageOf(statistics: Pick<ExecutionStatistics, 'parts' | 'until'> | undefined): number | null {
  const first = statistics?.parts.find(({ counts }) => Object.values(counts).some((count) => count > 0))
  return statistics === undefined || first === undefined ? null : statistics.until - first.time
}

export function fittingLength(ageMs: number): number {
  return LENGTHS_MS.find((length) => length >= ageMs) ?? WEEK_MS
}
