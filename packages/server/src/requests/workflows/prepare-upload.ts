import { createHash } from 'node:crypto'
import type { uploadRequestSchema } from '@aiflow/sdk/internal/api/workflows'
import { AIFlowError } from '@aiflow/sdk/internal/errors'
import { filePathProblem, findPathCollision } from '@aiflow/sdk/internal/limits'
import type { WorkflowDefinition } from '@aiflow/sdk/internal/wire'
import type * as z from 'zod'
import type { ControlRequest } from '../../log/control.ts'
import { requireDistinctWorkflows } from '../../model/distinct-workflows.ts'
import type { BlobStorage } from '../../storage/blobs.ts'

/** Maximum length of a path in a message. */
const MAX_SHOWN = 100

type Upload = z.output<typeof uploadRequestSchema>
type UploadControl = Extract<ControlRequest, { type: 'upload' }>

/** Stores the content of an upload, and returns its request. Throws `INVALID_WORKFLOW` or `INVALID_ARGUMENT`. */
export async function prepareUpload(blobs: BlobStorage, upload: Upload): Promise<UploadControl> {
  requireDistinctWorkflows(upload.definitions)
  checkPaths(upload.files.map(({ path }) => path))
  return storeContent(upload, blobs)
}

/** Stores blobs first: an event must not refer to content that does not exist. A refused upload leaves unused blobs. */
async function storeContent(upload: Upload, blobs: BlobStorage): Promise<UploadControl> {
  const bundleBlob = await blobs.put(Buffer.from(upload.bundle))
  const source = { path: upload.source.path, blob: await blobs.put(Buffer.from(upload.source.text)) }
  const files: { path: string; blob: string }[] = []
  for (const { path, contentBase64 } of upload.files) {
    files.push({ path, blob: await blobs.put(Buffer.from(contentBase64, 'base64')) })
  }
  files.sort((left, right) => (left.path < right.path ? -1 : 1))
  const content = { bundleBlob, source, files }
  const definitions = upload.definitions.map((definition) => ({ hash: snapshotHash(definition, content), definition }))
  return { type: 'upload', definitions, ...content }
}

/** A hash of everything that an execution depends on. The schema gives the fields of a definition a fixed order. */
function snapshotHash(definition: WorkflowDefinition, content: object): string {
  return createHash('sha256')
    .update(JSON.stringify([definition, content]))
    .digest('hex')
}

/**
 * Workers write the files below a folder of their own. Each path must be valid there on any machine, and not conflict
 * with others.
 */
function checkPaths(paths: readonly string[]): void {
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
