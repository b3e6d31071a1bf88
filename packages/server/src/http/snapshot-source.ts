import type { SnapshotDetail } from '@aiflow/sdk/internal'
import type { BlobStorage } from '../storage/blobs.ts'
import type { SnapshotRow } from '../storage/rows.ts'

/** The workflow file as its author wrote it. */
export async function sourceOf(blobs: BlobStorage, { source }: SnapshotRow): Promise<SnapshotDetail['source']> {
  if (source === null) return null
  return { path: source.path, text: Buffer.from(await blobs.get(source.blob)).toString('utf8') }
}
