import type { MessageOf, Report, WorkerMessage } from '@aiflow/sdk/internal/worker-protocol'

/** Many outputs together may be too long for one message. */
const MAX_PART_CHARACTERS = 256 * 1024
const SMALL_REPORT_CHARACTERS = 300
/** A longer report would be refused by every server, again and again. */
const MAX_REPORT_CHARACTERS = 8 * 1024 * 1024

type Entry = MessageOf<WorkerMessage, 'reports'>['reports'][number]

/**
 * Reports that the server has not acknowledged yet, oldest first. A report is sent when it is added, together with others of
 * the same tick, and again after every reconnect until it is acknowledged.
 */
export class ReportBox {
  readonly #outstanding = new Map<string, Report>()
  readonly #send: (entries: readonly Entry[]) => void
  #unsent: Entry[] = []

  constructor(send: (entries: readonly Entry[]) => void) {
    this.#send = send
  }

  get size(): number {
    return this.#outstanding.size
  }

  add(id: string, report: Report): void {
    if (this.#outstanding.has(id)) return
    const fitting = fit(report)
    this.#outstanding.set(id, fitting)
    this.#unsent.push({ id, report: fitting })
    if (this.#unsent.length === 1) queueMicrotask(() => this.flush())
  }

  /** Sends new reports now, without waiting for the end of the tick. */
  flush(): void {
    const entries = this.#unsent
    this.#unsent = []
    this.#sendInParts(entries)
  }

  /** Sends all outstanding reports again. */
  resend(): void {
    this.#unsent = []
    const entries = [...this.#outstanding].map(([id, report]) => ({ id, report }))
    this.#sendInParts(entries)
  }

  /** Removes and returns a report. Null if it is not outstanding. */
  acknowledge(id: string): Report | null {
    const report = this.#outstanding.get(id)
    this.#outstanding.delete(id)
    return report ?? null
  }

  /** Forgets the reports of an attempt whose last report is acknowledged. */
  drop(attemptId: string): void {
    for (const [id, report] of this.#outstanding) if (report.attemptId === attemptId) this.#outstanding.delete(id)
  }

  #sendInParts(entries: readonly Entry[]): void {
    let part: Entry[] = []
    let size = 0
    for (const entry of entries) {
      part.push(entry)
      size += sizeOf(entry.report)
      if (size < MAX_PART_CHARACTERS) continue
      this.#send(part)
      part = []
      size = 0
    }
    if (part.length > 0) this.#send(part)
  }
}

/** Replaces an outcome that is too long by a failure. Its author bypassed the limits of outputs and errors. */
function fit(report: Report): Report {
  const size = sizeOf(report)
  if (size <= MAX_REPORT_CHARACTERS) return report
  if (report.type === 'stopping') return { ...report, error: report.error?.slice(0, SMALL_REPORT_CHARACTERS) ?? null }
  if (report.type !== 'finished') return report
  const message = `The outcome of the task is ${size} characters long, more than the limit of ${MAX_REPORT_CHARACTERS}.`
  const outcome = { type: 'failed', reason: 'error', message, exitCode: null, signal: null, retryable: false } as const
  return { ...report, outcome }
}

/** An estimate: only outputs, messages and metrics are large. */
function sizeOf(report: Report): number {
  return SMALL_REPORT_CHARACTERS + contentOf(report).length
}

function contentOf(report: Report): string {
  if (report.type === 'metrics') return JSON.stringify(report.metrics)
  if (report.type === 'stopping') return report.error ?? ''
  if (report.type === 'running') return ''
  const { outcome } = report
  if (outcome.type === 'success') return JSON.stringify(outcome.output)
  return 'message' in outcome ? (outcome.message ?? '') : ''
}
