import { wait } from '@aiflow/sdk/internal/time'
import type { AttemptFamily } from '../../attempts/attempt-process.ts'
import type { SharedTask } from './shared-task.ts'

export interface SharedProcess {
  readonly pid: number
  /** It gets no new tasks. */
  retire(): void
  /** Kills it with everything that it started. Rejects with a shortage of this machine. */
  end(reason: string): Promise<void>
}

/**
 * What runs for one of the attempts that share a process: its function, until that has settled or the process is gone. It cannot
 * be ended alone. A signal to end means that the process gets no new tasks, so that the others have the grace of this attempt to
 * finish. Then all end.
 */
export class SharedFamily implements AttemptFamily {
  readonly #task: SharedTask
  readonly #taskName: string
  readonly #process: SharedProcess

  constructor(task: SharedTask, taskName: string, process: SharedProcess) {
    this.#task = task
    this.#taskName = taskName
    this.#process = process
  }

  async mayRemain(): Promise<boolean> {
    return !this.#task.isOver
  }

  async remains(): Promise<boolean> {
    return !this.#task.isOver
  }

  async end(how: 'ask' | 'kill'): Promise<void> {
    if (this.#task.isOver) return
    if (how === 'ask') this.#process.retire()
    else await this.#process.end(`was ended because the task "${this.#taskName}" did not stop`)
  }

  async isGone(limitMs: number): Promise<boolean> {
    const limit = new AbortController()
    const timeUp = wait(limitMs, { signal: limit.signal }).catch(() => undefined)
    await Promise.race([this.#task.ended, timeUp])
    limit.abort()
    return this.#task.isOver
  }

  async describe(): Promise<string> {
    return this.#task.isOver ? '' : `${this.#process.pid} (a process that it shares with other tasks)`
  }
}
