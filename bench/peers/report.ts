import { type Summary, summarize } from '../statistics.ts'
import type { RoundResult, SystemName } from './participant.ts'
import type { Workload } from './workloads.ts'

/** The rounds of one system with one workload. */
export interface Result {
  readonly system: SystemName
  readonly workload: Workload
  readonly rounds: readonly RoundResult[]
}

export interface Figures {
  /** In ms, over the rounds. */
  readonly p50: Summary
  readonly p99: Summary
  /** Workflows per second, over the rounds. */
  readonly rate: Summary
}

export function figuresOf({ rounds }: Result): Figures {
  const each = rounds.map(({ times }) => summarize(times, 'lower'))
  return {
    p50: summarize(
      each.map(({ median }) => median),
      'lower',
    ),
    p99: summarize(
      each.map(({ p99 }) => p99),
      'lower',
    ),
    rate: summarize(
      rounds.map(({ rate }) => rate),
      'higher',
    ),
  }
}

const HEADER = [
  '| work | system | p50 ms (range of rounds) | p99 ms | workflows/s (range) | AIFlow / peer |',
  '|---|---|--:|--:|--:|--:|',
]

/** A Markdown table. A ratio is AIFlow's p50 or rate through that of the peer. */
export function formatReport(results: readonly Result[]): string {
  return [...HEADER, ...results.map((result) => lineOf(result, results))].join('\n')
}

function lineOf(result: Result, results: readonly Result[]): string {
  const { p50, p99, rate } = figuresOf(result)
  const cells = [result.workload.label, result.system, withRange(p50), show(p99.median), withRange(rate)]
  return `| ${[...cells, ratioOf(result, results)].join(' | ')} |`
}

function ratioOf(peer: Result, results: readonly Result[]): string {
  const ours = results.filter(({ system, workload }) => workload === peer.workload && system.startsWith('aiflow'))
  if (ours.includes(peer)) return ''
  return ours.map((each) => ratio(each, peer)).join('; ')
}

function ratio(ours: Result, peer: Result): string {
  const value = ({ p50, rate }: Figures) => (peer.workload.inFlight === 1 ? p50.median : rate.median)
  return `${(value(figuresOf(ours)) / value(figuresOf(peer))).toFixed(2)}${ours.system === 'aiflow' ? '' : ' shared'}`
}

function withRange({ median, min, max }: Summary): string {
  return `${show(median)} (${show(min)} – ${show(max)})`
}

function show(value: number): string {
  return value < 100 ? value.toPrecision(3) : String(Math.round(value))
}
