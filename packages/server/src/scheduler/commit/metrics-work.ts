import type { MessageOf, Report } from '@aiflow/sdk/internal/worker-protocol'
import type { Batch } from '../batch.ts'
import type { World } from '../world/world.ts'
import type { Settle, Work } from './work.ts'

export type MetricsReport = MessageOf<Report, 'metrics'>

/** Stores metrics that tasks report. They are not events: no rule reacts to them, and they are not in the log. */
export class MetricsWork implements Work {
  readonly producerKeys = []
  readonly #workerId: string
  readonly #reports: readonly MetricsReport[]
  readonly #settle: Settle

  constructor(workerId: string, reports: readonly MetricsReport[], settle: Settle) {
    this.#workerId = workerId
    this.#reports = reports
    this.#settle = settle
  }

  async prepare(): Promise<void> {}

  apply(world: World, batch: Batch): void {
    for (const { attemptId, time, metrics } of this.#reports) {
      const slot = world.attempts.find(attemptId)
      const row = slot?.latest
      // Metrics count only if they come from the assigned worker while the attempt is alive.
      // Those of thousands of items would be mixed.
      if (slot?.item != null) continue
      if (row?.attemptId !== attemptId || row.workerId !== this.#workerId) continue
      const namespace = slot?.lane.execution.namespace
      if (namespace !== undefined) batch.notices.measured.push({ namespace, taskExecutionId: row.id })
      batch.changes.taskMetrics.add({ taskExecutionId: row.id, time, attemptNumber: row.attemptNumber, metrics })
    }
  }

  committed(): void {
    this.#settle.resolve([])
  }

  failed(error: unknown): void {
    this.#settle.reject(error)
  }

  parts(): readonly Work[] {
    return [this]
  }
}
