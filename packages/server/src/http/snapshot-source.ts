import type { SnapshotDetail } from '@aiflow/sdk/internal'
import type { FastifyRequest } from 'fastify'
import type { BlobStorage } from '../storage/blobs.ts'
import type { SnapshotRow } from '../storage/rows.ts'
import { mayReadContent } from './shared-content.ts'

/** The workflow file as its author wrote it; null where there is none, or where the reader may not see all of it. */
export async function sourceOf(
  blobs: BlobStorage,
  snapshot: SnapshotRow,
  { identity }: Pick<FastifyRequest, 'identity'>,
): Promise<SnapshotDetail['source']> {
  const { source } = snapshot
  if (source === null || !mayReadContent(snapshot, identity)) return null
  return { path: source.path, text: Buffer.from(await blobs.get(source.blob)).toString('utf8') }
}
