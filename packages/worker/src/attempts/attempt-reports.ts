import type { Report, StopPhase } from '@aiflow/sdk/internal/worker-protocol'
import type { FinishedRecord } from '../journal/attempt-folder.ts'
import type { AttemptProcess } from './attempt-process.ts'
import type { MetricsSample } from './launcher.ts'

/** How many samples of one attempt are kept while the server is away. */
const WAITING_METRICS = 360

/** Reports the progress of one attempt. A report has an id, so that it is not queued twice. */
export class AttemptReports {
  readonly #attemptId: string
  readonly #report: (id: string, report: Report) => void
  #stoppingReports = 0
  #metricsReports = 0

  constructor(attemptId: string, report: (id: string, report: Report) => void) {
    this.#attemptId = attemptId
    this.#report = report
  }

  running({ startedAt, pid }: AttemptProcess): void {
    this.#send('running', { type: 'running', pid, startedAt: Math.round(startedAt) })
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

  #send(name: string, report: WithoutAttempt<Report>): void {
    this.#report(`${this.#attemptId}:${name}`, { ...report, attemptId: this.#attemptId })
  }
}

type WithoutAttempt<Each> = Each extends Report ? Omit<Each, 'attemptId'> : never
