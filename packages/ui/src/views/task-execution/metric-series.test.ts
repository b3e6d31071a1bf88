import type { TaskMetrics } from '@aiflow/sdk/client'
import type { Json } from '@aiflow/sdk/internal/json'
import { expect, test } from 'vitest'
import { otherMetricsOf, seriesOf } from './metric-series.ts'

function reportsOf(...reports: readonly [time: number, metrics: Record<string, Json>][]): readonly TaskMetrics[] {
  return reports.map(([time, metrics]) => ({ time, metrics }) as unknown as TaskMetrics)
}

test('each number has a series of its own, with the oldest first and times in seconds', () => {
  expect(seriesOf(reportsOf([3000, { rows: 9, lag: 1 }], [1000, { rows: 4, lag: 2 }]))).toEqual([
    { name: 'rows', times: [1, 3], values: [4, 9] },
    { name: 'lag', times: [1, 3], values: [2, 1] },
  ])
})

test('a value that was not reported leaves a gap, not a zero', () => {
  const [rows, errors] = seriesOf(reportsOf([2000, { rows: 0, errors: 1 }], [1000, { rows: 4 }]))
  expect(rows?.values).toEqual([4, 0])
  expect(errors?.values).toEqual([null, 1])
})

test('what is no number is shown with its newest value, and leaves a gap in the series', () => {
  const reports = reportsOf(
    [3000, { phase: 'eval', rows: 9 }],
    [2000, { phase: 'eval', rows: null }],
    [1000, { phase: 'train', rows: 4, best: { loss: 1 } }],
  )
  expect(otherMetricsOf(reports)).toEqual([
    { name: 'phase', value: 'eval' },
    { name: 'best', value: { loss: 1 } },
  ])
  expect(seriesOf(reports)).toEqual([{ name: 'rows', times: [1, 2, 3], values: [4, null, 9] }])
})

test('without reports there is nothing to draw', () => {
  expect(seriesOf([])).toEqual([])
})
