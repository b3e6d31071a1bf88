import { AIFlowError } from '@aiflow/sdk/internal/errors'

/** How long the context of a task may be used: until the end of its attempt. */
export class TaskLifetime {
  readonly #over = new AbortController()

  /** Aborted at the end. */
  get signal(): AbortSignal {
    return this.#over.signal
  }

  end(): void {
    this.#over.abort()
  }

  /** Throws ATTEMPT_ENDED after the end. */
  check(): void {
    if (!this.#over.signal.aborted) return
    throw new AIFlowError(
      'ATTEMPT_ENDED',
      'The task has ended, so its context can no longer be used. Await everything that the function starts before it returns.',
    )
  }
}
