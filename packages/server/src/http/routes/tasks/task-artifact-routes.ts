import { artifactQuerySchema } from '@aiflow/sdk/internal/api/executions'
import type { FastifyInstance } from 'fastify'
import * as z from 'zod'
import { artifactsOf, findArtifact, upstreamOf } from '../../../requests/executions/artifacts.ts'
import type { HttpDependencies } from '../../dependencies.ts'
import { parsePart } from '../../parsing/parse-request.ts'
import { contentOf } from '../../parsing/streamed-bodies.ts'
import { replyToControl } from '../../replies/control-replies.ts'
import { sendArtifact } from '../executions/artifact-routes.ts'
import { taskOf } from './task-routes.ts'

const READ = { config: { access: 'task' } } as const
const WRITE = { config: { access: 'task', takesContent: true } } as const
const paramsSchema = z.object({ task: z.string() })
const ARTIFACTS = '/api/v1/task/artifacts'

/** The files of a running task, and those of the tasks before it. */
export function addTaskArtifactRoutes(app: FastifyInstance, dependencies: HttpDependencies): void {
  const { controls, storage, blobs, limits } = dependencies
  app.put(ARTIFACTS, WRITE, async (incoming, reply) => {
    const { name } = parsePart(artifactQuerySchema, 'query', incoming.query)
    const { workflowExecutionId, attemptId } = taskOf(incoming)
    const maxBytes = limits.artifactBytes
    // Store the content first: an event must not refer to content that does not exist.
    const { hash: sha256, size } = await blobs.putStream(contentOf(incoming, maxBytes), maxBytes)
    const request = { type: 'putArtifact', workflowExecutionId, attemptId, name, size, sha256, maxBytes } as const
    return replyToControl(reply, { controls, request, schema: z.null() })
  })

  app.get(`${ARTIFACTS}/:task`, READ, async (request) => {
    const { task } = parsePart(paramsSchema, 'path', request.params)
    return artifactsOf(await upstreamOf(storage, taskOf(request), task))
  })

  app.get(`${ARTIFACTS}/:task/file`, READ, async (request, reply) => {
    const { task } = parsePart(paramsSchema, 'path', request.params)
    const { name } = parsePart(artifactQuerySchema, 'query', request.query)
    return sendArtifact(reply, blobs, findArtifact(await upstreamOf(storage, taskOf(request), task), name))
  })
}
