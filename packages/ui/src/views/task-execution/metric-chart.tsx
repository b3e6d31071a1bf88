import { useComputedColorScheme } from '@mantine/core'
import { useEffect, useRef } from 'react'
import uPlot from 'uplot'
import { counted } from '../../components/kit/text/count-text.ts'
import 'uplot/dist/uPlot.min.css'
import { clockText } from '../../components/kit/text/time-text.ts'
import type { MetricSeries } from './metric-series.ts'

const HEIGHT = 170

/** A line chart over time. Drag to zoom in, double-click to show everything. */
export function MetricChart({ name, times, values }: MetricSeries) {
  const place = useRef<HTMLDivElement>(null)
  const chart = useRef<uPlot | null>(null)
  const scheme = useComputedColorScheme()
  // biome-ignore lint/correctness/useExhaustiveDependencies: each scheme has its own colours
  useEffect(() => {
    const element = place.current
    if (element === null) return
    const made = new uPlot(optionsOf(name, element), [[], []], element)
    chart.current = made
    const observer = new ResizeObserver(() => made.setSize({ width: element.clientWidth, height: HEIGHT }))
    observer.observe(element)
    return () => {
      observer.disconnect()
      made.destroy()
    }
  }, [name, scheme])
  // biome-ignore lint/correctness/useExhaustiveDependencies: a new chart is empty
  useEffect(() => chart.current?.setData([[...times], [...values]]), [times, values, name, scheme])
  const last = values.findLast((value) => value !== null)
  return (
    <div
      ref={place}
      role="img"
      aria-label={`${name} over time, ${counted(values.length, 'report')}, the last one ${last}`}
    />
  )
}

function optionsOf(name: string, element: HTMLElement): uPlot.Options {
  const styles = getComputedStyle(element)
  const token = (key: string) => styles.getPropertyValue(`--${key}`).trim()
  const axis = {
    stroke: token('text-quiet'),
    font: `11px ${styles.fontFamily}`,
    grid: { stroke: token('line'), width: 1 },
    ticks: { stroke: token('line'), width: 1 },
  }
  return {
    width: element.clientWidth,
    height: HEIGHT,
    legend: { show: false },
    cursor: { y: false },
    padding: [10, 8, 0, 0],
    axes: [
      { ...axis, size: 30, space: 76, values: (_chart, times) => times.map((time) => clockText(time * 1000)) },
      { ...axis, size: 56 },
    ],
    series: [{}, { label: name, stroke: token('accent'), width: 1.5, points: { size: 4 } }],
  }
}
