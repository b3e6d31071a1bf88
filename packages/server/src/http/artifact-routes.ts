import { Readable } from 'node:stream'
import {
  type Artifact,
  type ArtifactsResponse,
  artifactQuerySchema,
  artifactsResponseSchema,
} from '@aiflow/sdk/internal/api/executions'
import { AIFlowError } from '@aiflow/sdk/internal/errors'
import type { FastifyInstance, FastifyReply } from 'fastify'
import type { TaskExecutionRow } from '../storage/rows.ts'
import type { HttpDependencies } from './dependencies.ts'
import { findTaskExecution } from './find-task-execution.ts'
import { parsePart } from './parse-request.ts'

const READ = { config: { access: 'viewer', scope: 'execution' } } as const
const ARTIFACTS = '/api/v1/workflow-executions/:id/task-executions/:task/:sequence/artifacts'

/** The files that tasks left, for people. */
export function addArtifactRoutes(app: FastifyInstance, { storage, blobs }: HttpDependencies): void {
  app.get(ARTIFACTS, READ, async (request) => listOf(await findTaskExecution(storage, request.params)))

  app.get(`${ARTIFACTS}/file`, READ, async (request, reply) => {
    const { name } = parsePart(artifactQuerySchema, 'query', request.query)
    return sendArtifact(reply, blobs, findArtifact(await findTaskExecution(storage, request.params), name))
  })
}

/** Null: no execution of the task has left anything. */
export function listOf(row: TaskExecutionRow | null): ArtifactsResponse {
  return artifactsResponseSchema.parse({ sequenceNumber: row?.sequenceNumber ?? null, artifacts: filesOf(row) })
}

/** Throws `ARTIFACT_NOT_FOUND`. */
export function findArtifact(row: TaskExecutionRow | null, name: string): Artifact {
  const files = filesOf(row)
  const found = files.find((file) => file.name === name)
  if (found !== undefined) return found
  const names = files.map((file) => `"${file.name}"`).join(', ')
  const whose =
    row === null ? 'No execution of the task has succeeded' : `"${row.taskName}/${row.sequenceNumber}" has left`
  const left = row === null ? '' : names === '' ? ' no artifacts' : ` ${names}`
  throw new AIFlowError('ARTIFACT_NOT_FOUND', `There is no artifact "${name}". ${whose}${left}.`, { details: { name } })
}

/** Nothing that a task left is shown by a browser as a page of this server: it is saved. */
export async function sendArtifact(
  reply: FastifyReply,
  blobs: HttpDependencies['blobs'],
  { name, size, sha256 }: Artifact,
): Promise<FastifyReply> {
  const content = await blobs.open(sha256)
  return reply
    .headers({
      'content-type': 'application/octet-stream',
      'content-length': size,
      'content-disposition': `attachment; filename*=UTF-8''${encodeURIComponent(name.split('/').at(-1) ?? name)}`,
      'content-security-policy': 'sandbox',
      etag: `"${sha256}"`,
    })
    .send(Readable.from(content, { objectMode: false }))
}

/** What an earlier attempt left is none of the last one's. */
function filesOf(row: TaskExecutionRow | null): readonly Artifact[] {
  const artifacts = row?.artifacts ?? null
  return artifacts !== null && artifacts.attemptId === row?.attemptId ? artifacts.files : []
}
