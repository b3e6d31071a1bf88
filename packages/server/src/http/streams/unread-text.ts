import { startTimer, stopTimer } from '@aiflow/sdk/internal/time'
export interface UnreadTextOptions {
  /** How long a client may take to read what was written to it. */
  readonly limitMs: number
  /** Maximum of unread text for all clients together. */
  readonly maxCharacters: number
}

export const DEFAULT_UNREAD: UnreadTextOptions = Object.freeze({
  limitMs: 30_000,
  maxCharacters: 64 * 1024 * 1024,
})

/** Text that was written to clients and not read yet. Limited in time for each client, and in size for all together. */
export class UnreadText {
  readonly #options: UnreadTextOptions
  #characters = 0

  constructor(options: UnreadTextOptions) {
    this.#options = options
  }

  /**
   * Counts a text until it is read. False if it is not read in time, if there is no room for it, or if the signal is
   * aborted.
   */
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
