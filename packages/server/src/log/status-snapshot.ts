import type { TaskStatus } from '@aiflow/sdk/internal/model'
import { toStatusRuns } from '@aiflow/sdk/internal/worker-protocol'

/** The status of every task of an execution at one time. Everything that was started then shares it. */
export class StatusSnapshot {
  readonly #entries: readonly (readonly [string, TaskStatus | null])[]
  #runs: string | null = null
  #byName: Readonly<Record<string, TaskStatus | null>> | null = null

  /** In order of declaration. */
  constructor(entries: readonly (readonly [string, TaskStatus | null])[]) {
    this.#entries = entries
  }

  get runs(): string {
    this.#runs ??= toStatusRuns(this.#entries.map(([, status]) => status))
    return this.#runs
  }

  get byName(): Readonly<Record<string, TaskStatus | null>> {
    this.#byName ??= Object.fromEntries(this.#entries)
    return this.#byName
  }
}
