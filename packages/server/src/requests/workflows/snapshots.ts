import { type SnapshotDetail, snapshotDetailSchema } from '@aiflow/sdk/internal/api/workflows'
import { AIFlowError } from '@aiflow/sdk/internal/errors'
import type { Identity } from '../../access/identity.ts'
import type { BlobStorage } from '../../storage/blobs.ts'
import type { ReadStorage } from '../../storage/reads/read-storage.ts'
import type { SnapshotRow } from '../../storage/rows.ts'
import type { RequestDependencies } from '../dependencies.ts'
import { checkContent } from './shared-content.ts'
import { sourceOf } from './snapshot-source.ts'

/** Throws `SNAPSHOT_NOT_FOUND`. */
export async function readSnapshot(
  { storage, blobs }: Pick<RequestDependencies, 'storage' | 'blobs'>,
  hash: string,
  identity: Identity | null,
): Promise<SnapshotDetail> {
  const snapshot = await findSnapshot(storage, hash)
  const workflow = await storage.workflows.find(snapshot.namespace, snapshot.workflowName)
  return snapshotDetailSchema.parse({
    ...snapshot,
    current: workflow?.snapshotHash === hash,
    source: await sourceOf(blobs, snapshot, identity),
    files: snapshot.files.map(({ path }) => ({ path })),
    packages: snapshot.packages?.imported ?? [],
  })
}

/** A snapshot whose content the caller may read. Throws `SNAPSHOT_NOT_FOUND` or `FORBIDDEN`. */
export async function findContent(
  storage: Pick<ReadStorage, 'snapshots'>,
  hash: string,
  identity: Identity | null,
): Promise<SnapshotRow> {
  const snapshot = await findSnapshot(storage, hash)
  checkContent(snapshot, identity)
  return snapshot
}

/** Throws `SNAPSHOT_NOT_FOUND`. */
export async function findSnapshot(storage: Pick<ReadStorage, 'snapshots'>, hash: string): Promise<SnapshotRow> {
  const snapshot = await storage.snapshots.find(hash)
  if (snapshot !== null) return snapshot
  throw new AIFlowError('SNAPSHOT_NOT_FOUND', `There is no snapshot "${hash}".`, { details: { hash } })
}

/** The extra files as JSON in chunks of one file: together they may be as large as an upload. */
export async function* filesAsJson({ files }: SnapshotRow, blobs: BlobStorage): AsyncIterable<string> {
  for (const [index, { path, blob }] of files.entries()) {
    const contentBase64 = Buffer.from(await blobs.get(blob)).toString('base64')
    yield `${index === 0 ? '[' : ','}${JSON.stringify({ path, contentBase64 })}`
  }
  yield files.length === 0 ? '[]' : ']'
}
