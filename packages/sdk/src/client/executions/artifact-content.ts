import type { CallOptions } from '../transport/call.ts'
import type { Transport } from '../transport/transport.ts'

/** The content of an artifact, as a stream. */
export interface ArtifactContent {
  /** Bytes. */
  readonly size: number
  /** SHA-256 in hex. */
  readonly sha256: string
  /** Fails with an error if the content is cut off. */
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
