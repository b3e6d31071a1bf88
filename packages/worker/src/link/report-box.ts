import type { MessageOf, Report, WorkerMessage } from '@aiflow/sdk/internal'

type Entry = MessageOf<WorkerMessage, 'reports'>['reports'][number]

/**
 * Reports that the server has not acknowledged, in the order in which things happened. Each is sent when it comes, those
 * of one tick in one message, and again after every reconnect, until it is acknowledged.
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
    this.#outstanding.set(id, report)
    this.#unsent.push({ id, report })
    if (this.#unsent.length === 1) queueMicrotask(() => this.#flush())
  }

  /** Sends all that is outstanding once more. */
  resend(): void {
    this.#unsent = []
    const entries = [...this.#outstanding].map(([id, report]) => ({ id, report }))
    if (entries.length > 0) this.#send(entries)
  }

  /** Takes a report out; null where it is not outstanding. */
  acknowledge(id: string): Report | null {
    const report = this.#outstanding.get(id)
    this.#outstanding.delete(id)
    return report ?? null
  }

  /** Forgets the reports of an attempt, whose last one says it all or which the server settled before. */
  drop(attemptId: string): void {
    for (const [id, report] of this.#outstanding) if (report.attemptId === attemptId) this.#outstanding.delete(id)
  }

  #flush(): void {
    const entries = this.#unsent
    this.#unsent = []
    if (entries.length > 0) this.#send(entries)
  }
}
