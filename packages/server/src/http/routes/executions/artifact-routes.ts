import { Readable } from 'node:stream'
import { type Artifact, artifactQuerySchema } from '@aiflow/sdk/internal/api/executions'
import type { FastifyInstance, FastifyReply } from 'fastify'
import { artifactsOf, findArtifact } from '../../../requests/executions/artifacts.ts'
import { findTaskSummary } from '../../../requests/executions/find-task-execution.ts'
import type { HttpDependencies } from '../../dependencies.ts'
import { parsePart } from '../../parsing/parse-request.ts'
import { taskExecutionNameOf } from '../../parsing/task-execution-name.ts'

const READ = { config: { access: 'viewer', scope: 'execution' } } as const
const ARTIFACTS = '/api/v1/workflow-executions/:id/task-executions/:task/:sequence/artifacts'

/** The files that tasks left, for people. */
export function addArtifactRoutes(app: FastifyInstance, { storage, blobs }: HttpDependencies): void {
  app.get(ARTIFACTS, READ, async (request) =>
    artifactsOf(await findTaskSummary(storage, taskExecutionNameOf(request.params))),
  )

  app.get(`${ARTIFACTS}/file`, READ, async (request, reply) => {
    const { name } = parsePart(artifactQuerySchema, 'query', request.query)
    return sendArtifact(
      reply,
      blobs,
      findArtifact(await findTaskSummary(storage, taskExecutionNameOf(request.params)), name),
    )
  })
}

/** Artifacts are always downloaded: a browser must not show one as a page of this server. */
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
