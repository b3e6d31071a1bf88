import { startTimer, stopTimer } from '@aiflow/sdk/internal/time'

/** The exits of processes that were asked to leave. */
export class LeavingProcesses {
  readonly #exits = new Set<Promise<unknown>>()

  add(exit: Promise<unknown>): void {
    this.#exits.add(exit)
    void exit.then(() => this.#exits.delete(exit))
  }

  /** Resolves when they have exited, or after `limitMs`: code of authors may delay it. */
  async gone(limitMs: number): Promise<void> {
    const { promise: late, resolve } = Promise.withResolvers<void>()
    const timer = startTimer(resolve, limitMs)
    await Promise.race([Promise.all(this.#exits), late])
    stopTimer(timer)
  }
}
