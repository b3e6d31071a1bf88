import type { CallOptions } from '../transport/call.ts'
import type { Transport } from '../transport/transport.ts'

/** An artifact as it is being read. */
export interface ArtifactContent {
  /** Bytes. */
  readonly size: number
  /** SHA-256 in hex. */
  readonly sha256: string
  /** Ends with an error where the content does not come whole. */
  readonly stream: ReadableStream<Uint8Array>
}

export async function openArtifact(
  transport: Transport,
  { path, name }: { readonly path: string; readonly name: string },
  { signal }: CallOptions = {},
): Promise<ArtifactContent> {
  const response = await transport.open({ method: 'GET', path: `${path}/file`, query: { name }, signal })
  return {
    size: Number(response.headers.get('content-length') ?? 0),
    sha256: response.headers.get('etag')?.replaceAll('"', '') ?? '',
    stream: response.body ?? new Blob([]).stream(),
  }
}
