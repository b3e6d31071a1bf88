import { startTimer, stopTimer } from '@aiflow/sdk/internal/time'
export interface UnreadTextOptions {
  /** How long a client may take to read what was written to it. */
  readonly limitMs: number
  /** What all clients together may leave unread. */
  readonly maxCharacters: number
}

export const DEFAULT_UNREAD: UnreadTextOptions = Object.freeze({
  limitMs: 30_000,
  maxCharacters: 64 * 1024 * 1024,
})

/** What was written to clients and not read by them: bounded for each in time, and for all together in size. */
export class UnreadText {
  readonly #options: UnreadTextOptions
  #characters = 0

  constructor(options: UnreadTextOptions) {
    this.#options = options
  }

  /** Keeps a text until it was read. False where it is not read in time, where there is no room for it, or at the signal. */
  async hold(
    characters: number,
    signal: AbortSignal,
    untilRead: (signal: AbortSignal) => Promise<unknown>,
  ): Promise<boolean> {
    const { limitMs, maxCharacters } = this.#options
    if (this.#characters + characters > maxCharacters) return false
    this.#characters += characters
    const late = new AbortController()
    const timer = startTimer(() => late.abort(), limitMs)
    try {
      await untilRead(AbortSignal.any([signal, late.signal]))
      return true
    } catch {
      // Aborted: it was not read.
      return false
    } finally {
      stopTimer(timer)
      this.#characters -= characters
    }
  }
}
