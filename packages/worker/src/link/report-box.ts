import { startTimer, stopTimer, type Timer } from '@aiflow/sdk/internal/time'
import type { MessageOf, Report, WorkerMessage } from '@aiflow/sdk/internal/worker-protocol'

/** Many outputs together may be too long for one message. */
const MAX_PART_CHARACTERS = 256 * 1024
const SMALL_REPORT_CHARACTERS = 300
/** A longer report would be refused by every server, again and again. */
const MAX_REPORT_CHARACTERS = 8 * 1024 * 1024
/** How long a report is held at most. Code that keeps its process busy cannot say that it goes on. */
const JOIN_LIMIT_MS = 1

type Entry = MessageOf<WorkerMessage, 'reports'>['reports'][number]

export interface ReportOptions {
  /** The next report of its attempt may follow at once. Resolves when it does not. */
  readonly holdUntil?: Promise<void>
}

/**
 * Reports that the server has not acknowledged yet, oldest first. A report is sent when it is added, together with others of
 * the same tick, and again after every reconnect until it is acknowledged. One that the next of its attempt may follow at once
 * is held a moment, so that the server stores both in one commit.
 */
export class ReportBox {
  readonly #outstanding = new Map<string, Report>()
  /** The ids of these reports, by attempt. */
  readonly #idsOf = new Map<string, Set<string>>()
  readonly #send: (entries: readonly Entry[]) => void
  #unsent: Entry[] = []
  /** Whether they are sent at the end of this tick. */
  #isDue = false
  #timer: Timer | null = null

  constructor(send: (entries: readonly Entry[]) => void) {
    this.#send = send
  }

  get size(): number {
    return this.#outstanding.size
  }

  add(id: string, report: Report, { holdUntil }: ReportOptions = {}): void {
    if (this.#outstanding.has(id)) return
    const fitting = fit(report)
    this.#outstanding.set(id, fitting)
    this.#note(id, report.attemptId)
    this.#unsent.push({ id, report: fitting })
    if (holdUntil === undefined) this.#sendAfterThisTick()
    else this.#hold(id, holdUntil)
  }

  /** Sends new reports now, without waiting for the end of the tick. */
  flush(): void {
    this.#sendInParts(this.#takeUnsent())
  }

  /** Sends all outstanding reports again. */
  resend(): void {
    this.#takeUnsent()
    const entries = [...this.#outstanding].map(([id, report]) => ({ id, report }))
    this.#sendInParts(entries)
  }

  /** Removes and returns a report. Null if it is not outstanding. */
  acknowledge(id: string): Report | null {
    const report = this.#outstanding.get(id)
    if (report === undefined) return null
    this.#outstanding.delete(id)
    const ids = this.#idsOf.get(report.attemptId)
    ids?.delete(id)
    if (ids?.size === 0) this.#idsOf.delete(report.attemptId)
    return report
  }

  /** Forgets the reports of an attempt whose last report is acknowledged. */
  drop(attemptId: string): void {
    for (const id of this.#idsOf.get(attemptId) ?? []) this.#outstanding.delete(id)
    this.#idsOf.delete(attemptId)
  }

  #hold(id: string, limit: Promise<void>): void {
    this.#timer ??= startTimer(() => this.flush(), JOIN_LIMIT_MS)
    void limit.then(() => {
      if (this.#unsent.some((entry) => entry.id === id)) this.flush()
    })
  }

  #note(id: string, attemptId: string): void {
    const ids = this.#idsOf.get(attemptId)
    if (ids === undefined) this.#idsOf.set(attemptId, new Set([id]))
    else ids.add(id)
  }

  #sendAfterThisTick(): void {
    if (!this.#isDue) queueMicrotask(() => this.flush())
    this.#isDue = true
  }

  #takeUnsent(): readonly Entry[] {
    stopTimer(this.#timer)
    this.#timer = null
    this.#isDue = false
    const entries = this.#unsent
    this.#unsent = []
    return entries
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
