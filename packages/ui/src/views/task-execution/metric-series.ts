import type { TaskMetrics } from '@aiflow/sdk/client'

/** One number over time. */
export interface MetricSeries {
  readonly name: string
  /** Seconds since the epoch, rising. */
  readonly times: readonly number[]
  /** Null where it was not told. */
  readonly values: readonly (number | null)[]
}

/** Each number over time, from reports that come newest first. */
export function seriesOf(reports: readonly TaskMetrics[]): readonly MetricSeries[] {
  const inOrder = reports.toReversed()
  const times = inOrder.map(({ time }) => time / 1000)
  const names = new Set(inOrder.flatMap(({ metrics }) => Object.keys(metrics)))
  return [...names].map((name) => ({ name, times, values: inOrder.map(({ metrics }) => metrics[name] ?? null) }))
}
