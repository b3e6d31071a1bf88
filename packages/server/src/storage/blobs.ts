/** Content-addressed immutable bytes: bundles, sources, extra files. */
export interface BlobStorage {
  /** Durable when it resolves; the same content again is not stored again. Returns the SHA-256 in hex. */
  put(content: Uint8Array): Promise<string>
  /** Throws `BLOB_NOT_FOUND`. */
  get(hash: string): Promise<Uint8Array>
  /** Removes those that are not in use and were not put lately. Returns how many. */
  sweep(used: ReadonlySet<string>): Promise<number>
}
