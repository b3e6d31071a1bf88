import type { ExecutionStatistics } from '@aiflow/sdk/client'
import { useElementSize } from '@mantine/hooks'
import { useMemo } from 'react'
import { countText } from '../../components/kit/text/count-text.ts'
import { statusTitle } from '../../components/kit/text/status-badge.tsx'
import { clockText, dateText, dayText, zoneName } from '../../components/kit/text/time-text.ts'
import { markColor, type Status, toneOf } from '../../theme/states.ts'
import classes from './status-bars.module.css'

const LEAST_HEIGHT = 132
const AXIS = 18
const GAP = 2
/** The order in a bar, from bottom to top. */
const ORDER = ['SUCCESS', 'STOPPED', 'FAILED', 'RUNNING', 'INIT'] as const satisfies readonly Status[]

interface StatusBarsProps {
  readonly statistics: ExecutionStatistics
}

/** Executions by the time they began. Each bar is divided by status. */
export function StatusBars({ statistics }: StatusBarsProps) {
  const { ref, width, height: room } = useElementSize()
  const height = Math.max(LEAST_HEIGHT, Math.floor(room) - AXIS)
  const { parts, since, until } = statistics
  const most = Math.max(1, ...parts.map(({ counts }) => sum(Object.values(counts))))
  const step = width / Math.max(1, parts.length)
  return (
    <figure className={classes.figure}>
      <Legend statistics={statistics} />
      <div ref={ref} className={classes.place}>
        <svg width={width} height={height + AXIS} role="img" aria-label={summary(statistics)}>
          <line x1={0} x2={width} y1={height + 0.5} y2={height + 0.5} className={classes.axis} />
          <text x={0} y={10} className={classes.scale}>
            {most}
          </text>
          {parts.map(({ time, counts }, index) => (
            <Bar
              key={time}
              counts={counts}
              x={index * step}
              width={Math.max(1, step - GAP)}
              bottom={height}
              scale={(height - 4) / most}
              title={`${dateText(time)}: ${countsText(counts)}`}
            />
          ))}
          <TimeAxis since={since} until={until} width={width} y={height + AXIS - 4} />
        </svg>
      </div>
    </figure>
  )
}

type Counts = ExecutionStatistics['parts'][number]['counts']

interface BarProps {
  readonly counts: Counts
  readonly x: number
  readonly width: number
  /** The place of the axis. */
  readonly bottom: number
  readonly scale: number
  readonly title: string
}

function Bar({ counts, x, width, bottom, scale, title }: BarProps) {
  let y = bottom
  return (
    <g className={classes.bar}>
      <title>{title}</title>
      <rect x={x} y={0} width={width} height={bottom} fill="transparent" />
      {ORDER.map((status) => {
        const height = (counts[status] ?? 0) * scale
        y -= height
        return height === 0 ? null : (
          <rect key={status} x={x} y={y} width={width} height={height} rx={1} fill={markColor(toneOf(status))} />
        )
      })}
    </g>
  )
}

interface TimeAxisProps {
  readonly since: number
  readonly until: number
  readonly width: number
  readonly y: number
}

/** The last time has the zone of all. */
function TimeAxis({ since, until, width, y }: TimeAxisProps) {
  const ticks = useMemo(() => {
    const count = Math.max(2, Math.min(7, Math.floor(width / 130)))
    return Array.from({ length: count }, (_, index) => index / (count - 1))
  }, [width])
  return ticks.map((at) => (
    <text
      key={at}
      x={at * width}
      y={y}
      className={classes.tick}
      textAnchor={at === 0 ? 'start' : at === 1 ? 'end' : 'middle'}
    >
      {tickText(since + at * (until - since), until - since)}
      {at === 1 ? ` ${zoneName(until)}` : ''}
    </text>
  ))
}

function Legend({ statistics }: StatusBarsProps) {
  return (
    <figcaption className={classes.legend}>
      {ORDER.map((status) => [status, total(statistics, status)] as const)
        .filter(([, count]) => count > 0)
        .map(([status, count]) => (
          <span key={status} className={classes.entry}>
            <span className={classes.dot} style={{ background: markColor(toneOf(status)) }} />
            {statusTitle(status)} <strong>{countText(count)}</strong>
          </span>
        ))}
    </figcaption>
  )
}

function total({ parts }: ExecutionStatistics, status: (typeof ORDER)[number]): number {
  return sum(parts.map(({ counts }) => counts[status] ?? 0))
}

function summary(statistics: ExecutionStatistics): string {
  const words = ORDER.map((status) => `${total(statistics, status)} ${statusTitle(status).toLowerCase()}`)
  return `Executions that began since ${dateText(statistics.since)}: ${words.join(', ')}`
}

function countsText(counts: Counts): string {
  const words = ORDER.filter((status) => (counts[status] ?? 0) > 0)
  if (words.length === 0) return 'none'
  return words.map((status) => `${counts[status]} ${statusTitle(status).toLowerCase()}`).join(', ')
}

/** A date if several days are shown, otherwise a time. */
function tickText(time: number, lengthMs: number): string {
  return lengthMs > 36 * 3_600_000 ? dayText(time).slice(5) : clockText(time).slice(0, 5)
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((all, one) => all + one, 0)
}
