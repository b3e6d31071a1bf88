import { createHash } from 'node:crypto'
import type { Upload } from '@aiflow/sdk/internal/api/workflows'
import { AIFlowError } from '@aiflow/sdk/internal/errors'
import { filePathProblem, findPathCollision } from '@aiflow/sdk/internal/limits'
import { importedPackages, type NpmPackages, type WorkflowDefinition } from '@aiflow/sdk/internal/wire'
import type { ControlRequest } from '../../log/control.ts'
import { requireDistinct } from '../../rules/upload/check-definitions.ts'
import { requireFiles } from '../../rules/upload/check-files.ts'
import type { BlobStorage } from '../../storage/blobs.ts'
import type { StoredPackages } from '../../storage/rows.ts'

/** Maximum length of a path in a message. */
const MAX_SHOWN = 100

type UploadControl = Extract<ControlRequest, { type: 'upload' }>

export interface UploadContent {
  readonly bundleBlob: string
  readonly source: { readonly path: string; readonly blob: string }
  readonly files: readonly { readonly path: string; readonly blob: string }[]
  /** Left out if there are none, so that the hashes of other snapshots stay as they were. */
  readonly packages?: StoredPackages
}

/** Stores the content of an upload, and returns its request. Throws `INVALID_WORKFLOW` or `INVALID_ARGUMENT`. */
export async function prepareUpload(blobs: BlobStorage, upload: Upload): Promise<UploadControl> {
  requireDistinct(upload.definitions)
  const paths = upload.files.map(({ path }) => path)
  checkPaths(paths)
  requireFiles(upload.definitions, paths)
  const content = await storeContent(upload, blobs)
  const definitions = upload.definitions.map((definition) => ({ hash: snapshotHash(definition, content), definition }))
  return { type: 'upload', definitions, ...content }
}

/** Stores blobs first: an event must not refer to content that does not exist. A refused upload leaves unused blobs. */
export async function storeContent(upload: Upload, blobs: Pick<BlobStorage, 'put'>): Promise<UploadContent> {
  const bundleBlob = await blobs.put(Buffer.from(upload.bundle))
  const source = { path: upload.source.path, blob: await blobs.put(Buffer.from(upload.source.text)) }
  const files: { path: string; blob: string }[] = []
  for (const { path, contentBase64 } of upload.files) {
    files.push({ path, blob: await blobs.put(Buffer.from(contentBase64, 'base64')) })
  }
  files.sort((left, right) => (left.path < right.path ? -1 : 1))
  const { packages } = upload
  return { bundleBlob, source, files, ...(packages && { packages: await storePackages(packages, blobs) }) }
}

async function storePackages(packages: NpmPackages, blobs: Pick<BlobStorage, 'put'>): Promise<StoredPackages> {
  const { dependencies, locked, withoutScripts } = packages
  // The order in which a lock names them means nothing.
  const content = {
    dependencies: sorted(dependencies),
    locked: sorted(locked),
    ...(withoutScripts && { withoutScripts: withoutScripts.toSorted() }),
  }
  return { blob: await blobs.put(Buffer.from(JSON.stringify(content))), imported: importedPackages(packages) }
}

function sorted<Value>(record: Readonly<Record<string, Value>>): Record<string, Value> {
  return Object.fromEntries(Object.entries(record).sort(([left], [right]) => (left < right ? -1 : 1)))
}

/** A hash of everything that an execution depends on. The schema gives the fields of a definition a fixed order. */
export function snapshotHash(definition: WorkflowDefinition, content: UploadContent): string {
  return hashOf(Buffer.from(JSON.stringify([definition, content])))
}

/** The SHA-256 in hex, by which blobs are named. */
export function hashOf(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex')
}

/**
 * Workers write the files below a folder of their own. Each path must be valid there on any machine, and not conflict
 * with others.
 */
export function checkPaths(paths: readonly string[]): void {
  for (const path of paths) {
    const problem = filePathProblem(path)
    if (problem !== null) throw invalidPath(path, problem)
  }
  const collision = findPathCollision(paths)
  if (collision !== null) throw invalidPath(collision.second, collision.problem)
}

function invalidPath(path: string, problem: string): AIFlowError {
  const message = `The path ${JSON.stringify(path.slice(0, MAX_SHOWN))} of an extra file ${problem}. Give each file a relative path of its own, such as "data/labels.csv".`
  return new AIFlowError('INVALID_ARGUMENT', message, { details: { path, problem } })
}
