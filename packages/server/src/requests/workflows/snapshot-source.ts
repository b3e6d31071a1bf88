import type { SnapshotDetail } from '@aiflow/sdk/internal/api/workflows'
import type { Identity } from '../../access/identity.ts'
import type { BlobStorage } from '../../storage/blobs.ts'
import type { SnapshotRow } from '../../storage/rows.ts'
import { mayReadContent } from './shared-content.ts'

/** Maximum size of a source in the answer for its workflow or snapshot. */
const MAX_SOURCE_CHARACTERS = 1024 * 1024

/** The workflow file as its author wrote it; null if there is none, or if the reader may not see all of it. */
export async function sourceOf(
  blobs: BlobStorage,
  snapshot: SnapshotRow,
  identity: Identity | null,
): Promise<SnapshotDetail['source']> {
  const { source, hash } = snapshot
  if (source === null || !mayReadContent(snapshot, identity)) return null
  const content = await blobs.get(source.blob)
  const text = Buffer.from(content).toString('utf8')
  if (text.length <= MAX_SOURCE_CHARACTERS) return { path: source.path, text }
  // Do not cut within a surrogate pair.
  const end = text.charCodeAt(MAX_SOURCE_CHARACTERS - 1) >> 10 === 0x36 ? 1 : 0
  const leftOut = { bytes: content.byteLength, path: `/api/v1/snapshots/${hash}/source` }
  return { path: source.path, text: text.slice(0, MAX_SOURCE_CHARACTERS - end), leftOut }
}
