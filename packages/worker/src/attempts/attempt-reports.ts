import type { AttemptSpec, Report, StopPhase } from '@aiflow/sdk/internal/worker-protocol'
import type { FinishedRecord } from '../journal/attempt-journal.ts'
import type { ReportOptions } from '../link/report-box.ts'
import type { AttemptProcess } from './attempt-process.ts'
import type { AttemptSurroundings } from './attempt-surroundings.ts'
import type { MetricsSample } from './launcher.ts'

/** How many samples of one attempt are kept while the server is away. */
const WAITING_METRICS = 360

/** Reports the progress of one attempt. A report has an id, so that it is not queued twice. */
export class AttemptReports {
  readonly #spec: AttemptSpec
  readonly #around: Pick<AttemptSurroundings, 'report'>
  #stoppingReports = 0
  #metricsReports = 0

  constructor(spec: AttemptSpec, around: Pick<AttemptSurroundings, 'report'>) {
    this.#spec = spec
    this.#around = around
  }

  running({ startedAt, pid, goesOn }: AttemptProcess): void {
    const report = { type: 'running', pid, startedAt: Math.round(startedAt) } as const
    this.#send('running', report, goesOn === undefined ? {} : { holdUntil: goesOn })
  }

  stopping(phase: StopPhase, error: string | null): void {
    this.#stoppingReports += 1
    this.#send(`stopping:${phase}:${this.#stoppingReports}`, { type: 'stopping', phase, error })
  }

  /** While the server is away, only the newest samples are kept: after a round, their ids are used again. */
  metrics({ time, metrics }: MetricsSample): void {
    this.#metricsReports = (this.#metricsReports + 1) % WAITING_METRICS
    this.#send(`metrics:${this.#metricsReports}`, { type: 'metrics', time, metrics })
  }

  finished(record: FinishedRecord): void {
    const { logEnd: _, ...finished } = record
    this.#send('finished', { type: 'finished', ...finished })
  }

  #send(name: string, report: WithoutAttempt<Report>, options?: ReportOptions): void {
    const { attemptId } = this.#spec
    this.#around.report(`${attemptId}:${name}`, { ...report, attemptId }, options)
  }
}

type WithoutAttempt<Each> = Each extends Report ? Omit<Each, 'attemptId'> : never
