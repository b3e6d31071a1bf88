import type { TaskMetrics } from '@aiflow/sdk/client'

/** One metric over time. */
export interface MetricSeries {
  readonly name: string
  /** Seconds since the epoch, rising. */
  readonly times: readonly number[]
  /** Null if a report did not include it. */
  readonly values: readonly (number | null)[]
}

/** Each metric over time, from reports in descending order. */
export function seriesOf(reports: readonly TaskMetrics[]): readonly MetricSeries[] {
  const inOrder = reports.toReversed()
  const times = inOrder.map(({ time }) => time / 1000)
  const names = new Set(inOrder.flatMap(({ metrics }) => Object.keys(metrics)))
  return [...names].map((name) => ({ name, times, values: inOrder.map(({ metrics }) => metrics[name] ?? null) }))
}
