import { AIFlowError } from '@aiflow/sdk/internal/errors'

/** Content-addressed immutable bytes: bundles, sources, extra files. */
export interface BlobStorage {
  /** The content is durable when it resolves. Content that exists is not stored again. Returns the SHA-256 in hex. */
  put(content: Uint8Array): Promise<string>
  /** The same for content that comes in parts. Throws `TOO_LARGE` if there are more than `maxBytes`. */
  putStream(
    content: AsyncIterable<Uint8Array>,
    maxBytes: number,
  ): Promise<{ readonly hash: string; readonly size: number }>
  /** Reads in parts. Damaged content ends with an error before its last part. Throws `BLOB_NOT_FOUND`. */
  open(hash: string): Promise<AsyncIterable<Uint8Array>>
  /** Throws `BLOB_NOT_FOUND`. */
  get(hash: string): Promise<Uint8Array>
  /** Removes blobs that are not in use and were not put recently. Returns how many. */
  sweep(used: ReadonlySet<string>): Promise<number>
}

export function contentTooLarge(maxBytes: number): AIFlowError {
  const message = `The content is larger than ${maxBytes} bytes, which is what remains of "limits.artifactBytes". Keep large files elsewhere, or raise the limit.`
  return new AIFlowError('TOO_LARGE', message, { details: { maxBytes } })
}
