/** What every call of the client takes last. */
export interface CallOptions {
  /** Ends the call, its retries and its waits; the call then rejects with the reason of the signal. */
  readonly signal?: AbortSignal | undefined
}

export interface PageOptions extends CallOptions {
  /** At most 1000, 100 by default. */
  readonly limit?: number | undefined
  /** `next` of the page before. */
  readonly cursor?: string | undefined
}
