import type { TaskStatus } from '@aiflow/sdk/internal/model'
import { toStatusRuns } from '@aiflow/sdk/internal/worker-protocol'

/** Tasks of a block: a text of few blocks is short, and a block is made soon. */
const BLOCK = 256

/**
 * The statuses of all tasks of an execution as text, in blocks. After a change only its block is made again, so that a start in
 * a workflow of very many tasks does not look at all of them.
 */
export class StatusTexts {
  readonly #statuses: (TaskStatus | null)[]
  readonly #blocks: (string | null)[]
  #whole: string | null = null

  /** In order of declaration. */
  constructor(statuses: readonly (TaskStatus | null)[]) {
    this.#statuses = [...statuses]
    this.#blocks = Array.from({ length: Math.ceil(statuses.length / BLOCK) }, () => null)
  }

  set(place: number, status: TaskStatus): void {
    this.#statuses[place] = status
    this.#blocks[Math.floor(place / BLOCK)] = null
    this.#whole = null
  }

  /** In the form of `toStatusRuns`; a run ends with its block. */
  get runs(): string {
    this.#whole ??= this.#blocks.map((_, block) => this.#runsOf(block)).join('')
    return this.#whole
  }

  #runsOf(block: number): string {
    const begin = block * BLOCK
    const runs = this.#blocks[block] ?? toStatusRuns(this.#statuses.slice(begin, begin + BLOCK))
    this.#blocks[block] = runs
    return runs
  }
}
