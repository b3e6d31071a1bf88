/** What every call of the client takes last. */
export interface CallOptions {
  /** Ends the call, its retries and its waits; the call then rejects with the reason of the signal. */
  readonly signal?: AbortSignal | undefined
}

export interface ChangeOptions extends CallOptions {
  /** The `version` that was read: the change is refused with `VERSION_MISMATCH` where it is another one by now. */
  readonly ifVersion?: number | undefined
}

/** The header that asks for a version. */
export function ifMatch(version: number | undefined): Readonly<Record<string, string>> {
  return version === undefined ? {} : { 'if-match': `"${version}"` }
}

export interface PageOptions extends CallOptions {
  /** At most 1000, 100 by default. */
  readonly limit?: number | undefined
  /** `next` of the page before. */
  readonly cursor?: string | undefined
}
