import type { TaskMetrics } from '@aiflow/sdk/client'
import type { Json } from '@aiflow/sdk/internal/json'

/** One metric over time. */
export interface MetricSeries {
  readonly name: string
  /** Seconds since the epoch, rising. */
  readonly times: readonly number[]
  /** Null if a report did not include it. */
  readonly values: readonly (number | null)[]
}

/** Each number over time, from reports in descending order. */
export function seriesOf(reports: readonly TaskMetrics[]): readonly MetricSeries[] {
  const inOrder = reports.toReversed()
  const times = inOrder.map(({ time }) => time / 1000)
  const names = new Set(
    inOrder.flatMap(({ metrics }) => Object.keys(metrics).filter((name) => isNumber(metrics[name]))),
  )
  const numberIn = (value: Json | undefined) => (isNumber(value) ? value : null)
  return [...names].map((name) => ({ name, times, values: inOrder.map(({ metrics }) => numberIn(metrics[name])) }))
}

/** The newest value of each metric that is no number, from reports in descending order. */
export function otherMetricsOf(
  reports: readonly TaskMetrics[],
): readonly { readonly name: string; readonly value: Json }[] {
  const newest = new Map<string, Json>()
  for (const { metrics } of reports) {
    for (const [name, value] of Object.entries(metrics)) if (!newest.has(name)) newest.set(name, value)
  }
  return [...newest].filter(([, value]) => !isNumber(value)).map(([name, value]) => ({ name, value }))
}

function isNumber(value: Json | undefined): value is number {
  return typeof value === 'number'
}
