import type { ExpiredExecutions } from '../../storage/history.ts'
import type { SchedulerStorage } from '../../storage/storage.ts'
import type { Batch } from '../batch.ts'
import type { World } from '../world/world.ts'
import type { Work } from './work.ts'

export interface RetireOptions {
  readonly expired: ExpiredExecutions
  /** Maximum number of executions at once. */
  readonly limit: number
  /** Called with the number of expired executions found. If it is less than the limit, there are no more. */
  readonly resolve: (found: number) => void
  readonly reject: (error: unknown) => void
}

/** Removes ended executions that history need not keep. It runs as a commit, since another commit may revive such an execution. */
export class RetireWork implements Work {
  readonly producerKeys = []
  readonly #options: RetireOptions
  #ids: readonly number[] = []

  constructor(options: RetireOptions) {
    this.#options = options
  }

  async prepare(storage: SchedulerStorage): Promise<void> {
    this.#ids = await storage.executions.findExpired(this.#options.expired, this.#options.limit)
  }

  apply(world: World, batch: Batch): void {
    for (const id of this.#ids) {
      if (world.executions.has(id) || world.departed.has(id) || world.deleted.has(id)) continue
      // Later requests for it in this batch find that it is deleted.
      world.deleted.add(id)
      batch.changes.workflowExecutions.delete(id)
    }
  }

  committed(): void {
    this.#options.resolve(this.#ids.length)
  }

  failed(error: unknown): void {
    this.#options.reject(error)
  }

  parts(): readonly Work[] {
    return [this]
  }
}
