/** The last argument of every call of the client. */
export interface CallOptions {
  /** Aborts the call, including its retries. The call then rejects with the reason of the signal. */
  readonly signal?: AbortSignal | undefined
}

export interface ChangeOptions extends CallOptions {
  /** The `version` that was read. The call throws `VERSION_MISMATCH` if it has changed since. */
  readonly ifVersion?: number | undefined
}

/** The header that demands a version. */
export function ifMatch(version: number | undefined): Readonly<Record<string, string>> {
  return version === undefined ? {} : { 'if-match': `"${version}"` }
}

export interface PageOptions extends CallOptions {
  /** Maximum number of items, up to 1000; 100 by default. */
  readonly limit?: number | undefined
  /** `next` of the previous page; absent for the first page. */
  readonly cursor?: string | undefined
}
