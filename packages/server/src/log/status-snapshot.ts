import type { TaskStatus } from '@aiflow/sdk/internal/model'
import { fromStatusRuns } from '@aiflow/sdk/internal/worker-protocol'

/** The status of every task of an execution at one time, as text. Everything that was started then shares it. */
export class StatusSnapshot {
  readonly runs: string
  readonly #tasks: ReadonlyMap<string, unknown>
  #byName: Readonly<Record<string, TaskStatus | null>> | null = null

  /** `tasks`: by name, in order of declaration. */
  constructor(runs: string, tasks: ReadonlyMap<string, unknown>) {
    this.runs = runs
    this.#tasks = tasks
  }

  get byName(): Readonly<Record<string, TaskStatus | null>> {
    this.#byName ??= Object.fromEntries(fromStatusRuns(this.runs, this.#tasks.keys()))
    return this.#byName
  }
}
