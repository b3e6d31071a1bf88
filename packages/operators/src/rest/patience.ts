import type { TaskContext } from '@aiflow/sdk'
import { wait } from '@aiflow/sdk/internal/time'
import { RefusalError, UnreachableError } from './rest-client.ts'

const FIRST_PAUSE_MS = 500
const LONGEST_PAUSE_MS = 30_000

/** Bears a server that is away, or answers with an error of its own, for some time while work runs there. */
export class Patience {
  readonly #context: TaskContext
  readonly #seconds: number
  #awaySince: number | null = null
  #pauseMs = FIRST_PAUSE_MS

  constructor(context: TaskContext, seconds: number) {
    this.#context = context
    this.#seconds = seconds
  }

  /** The server has answered. */
  end(): void {
    this.#awaySince = null
    this.#pauseMs = FIRST_PAUSE_MS
  }

  /** Waits before the next request. Throws the error if it is of another kind, or the server was away for too long. */
  async bear(error: unknown): Promise<void> {
    const { signal, logger } = this.#context
    signal.throwIfAborted()
    if (!(error instanceof UnreachableError || (error instanceof RefusalError && error.status >= 500))) throw error
    if (this.#awaySince === null) logger.warn(`${error.message} The work goes on.`)
    this.#awaySince ??= performance.now()
    const awaySeconds = (performance.now() - this.#awaySince) / 1000
    if (awaySeconds >= this.#seconds)
      throw new Error(`Given up after ${Math.round(awaySeconds)} s: ${error.message}`, { cause: error })
    await wait(this.#pauseMs, { signal })
    this.#pauseMs = Math.min(this.#pauseMs * 2, LONGEST_PAUSE_MS)
  }
}
