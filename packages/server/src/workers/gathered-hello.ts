import { MAX_WORKER_SLOTS } from '@aiflow/sdk/internal/limits'
import type { MessageOf, WorkerMessage } from '@aiflow/sdk/internal/worker-protocol'

export type Hello = MessageOf<WorkerMessage, 'hello'>
type Part = Hello | MessageOf<WorkerMessage, 'held'>

/**
 * Maximum number of attempts of each kind from one connection: enough for all slots, those of tasks that share processes too,
 * and as many ended ones. The worker names the others when it connects again, after these are settled.
 */
const MAX_NAMED = 4 * MAX_WORKER_SLOTS

/** What a worker says about itself when it connects, in one message or several. */
export class GatheredHello {
  readonly #held = new Map<string, boolean>()
  readonly #found = new Set<string>()
  #first: Hello | null = null
  /** Number of attempts that were left out. */
  leftOut = 0

  /** False if the message is not the expected one. */
  add(message: WorkerMessage): message is Part {
    if (message.type === 'hello' && this.#first === null) this.#first = message
    else if (message.type !== 'held' || this.#first === null) return false
    for (const { attemptId, finished } of message.held)
      this.#take(this.#held, () => this.#held.set(attemptId, finished))
    for (const attemptId of message.found ?? []) this.#take(this.#found, () => this.#found.add(attemptId))
    return true
  }

  /** Null before the first message. */
  get whole(): Hello | null {
    if (this.#first === null) return null
    const held = [...this.#held].map(([attemptId, finished]) => ({ attemptId, finished }))
    return { ...this.#first, held, found: [...this.#found] }
  }

  #take(into: { readonly size: number }, add: () => void): void {
    if (into.size < MAX_NAMED) add()
    else this.leftOut += 1
  }
}
