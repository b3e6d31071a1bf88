import { type Machine, machineLine } from './machine.ts'
import type { Row } from './measurement.ts'
import { summarize } from './statistics.ts'

const HEADER = ['measurement', 'unit', 'median', 'p99', 'min – max', 'samples', 'aim', '']

/** A Markdown table, which also reads well in a terminal. */
export function formatTable(rows: readonly Row[], machine: Machine): string {
  const cells = [HEADER, ...rows.map(cellsOf)]
  const widths = HEADER.map((_, column) => Math.max(...cells.map((line) => line[column]?.length ?? 0)))
  const lines = cells.map(
    (line) => `| ${line.map((cell, column) => pad(cell, widths[column] ?? 0, column)).join(' | ')} |`,
  )
  const rule = `|${widths.map((width, column) => (column < 2 ? '-'.repeat(width + 2) : `${'-'.repeat(width + 1)}:`)).join('|')}|`
  const [header = '', ...body] = lines
  return [header, rule, ...body, '', machineLine(machine)].join('\n')
}

function cellsOf({ label, unit, better, aim, samples }: Row): string[] {
  const { median, p99, min, max, count } = summarize(samples, better)
  const isReached = aim !== null && (better === 'lower' ? median <= aim : median >= aim)
  const verdict = isReached ? 'reached' : 'missed'
  return [
    label,
    unit,
    show(median),
    show(p99),
    `${show(min)} – ${show(max)}`,
    String(count),
    aim === null ? '' : `${better === 'lower' ? '≤' : '≥'} ${show(aim)}`,
    aim === null ? '' : verdict,
  ]
}

function pad(text: string, width: number, column: number): string {
  return column < 2 ? text.padEnd(width) : text.padStart(width)
}

function show(value: number): string {
  if (value >= 100) return Math.round(value).toLocaleString('en')
  return value >= 10 ? value.toFixed(1) : value.toFixed(2)
}
