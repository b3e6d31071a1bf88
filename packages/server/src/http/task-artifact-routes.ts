import { artifactQuerySchema } from '@aiflow/sdk/internal/api/executions'
import type { FastifyInstance } from 'fastify'
import * as z from 'zod'
import type { TaskIdentity } from '../log/ring-port.ts'
import type { TaskExecutionRow } from '../storage/rows.ts'
import type { ReadStorage } from '../storage/storage.ts'
import { findArtifact, listOf, sendArtifact } from './artifact-routes.ts'
import { replyToControl } from './control-replies.ts'
import type { HttpDependencies } from './dependencies.ts'
import { parsePart } from './parse-request.ts'
import { contentOf } from './streamed-bodies.ts'
import { taskOf } from './task-routes.ts'

const READ = { config: { access: 'task' } } as const
const WRITE = { config: { access: 'task', takesContent: true } } as const
const paramsSchema = z.object({ task: z.string() })
const ARTIFACTS = '/api/v1/task/artifacts'

/** What a running task leaves, and what the tasks before it have left. */
export function addTaskArtifactRoutes(app: FastifyInstance, dependencies: HttpDependencies): void {
  const { ring, storage, blobs, limits } = dependencies
  app.put(ARTIFACTS, WRITE, async (incoming, reply) => {
    const { name } = parsePart(artifactQuerySchema, 'query', incoming.query)
    const { workflowExecutionId, attemptId } = taskOf(incoming)
    const maxBytes = limits.artifactBytes
    // The content first: an event of the log must not speak of content that is not there.
    const { hash: sha256, size } = await blobs.putStream(contentOf(incoming, maxBytes), maxBytes)
    const request = { type: 'putArtifact', workflowExecutionId, attemptId, name, size, sha256, maxBytes } as const
    return replyToControl(reply, { ring, request, schema: z.null() })
  })

  app.get(`${ARTIFACTS}/:task`, READ, async (request) => {
    const { task } = parsePart(paramsSchema, 'path', request.params)
    return listOf(await upstreamOf(storage, taskOf(request), task))
  })

  app.get(`${ARTIFACTS}/:task/file`, READ, async (request, reply) => {
    const { task } = parsePart(paramsSchema, 'path', request.params)
    const { name } = parsePart(artifactQuerySchema, 'query', request.query)
    return sendArtifact(reply, blobs, findArtifact(await upstreamOf(storage, taskOf(request), task), name))
  })
}

/** The execution whose artifacts belong to the outputs that the task was started with: the last SUCCESS as of its trigger. */
async function upstreamOf(storage: ReadStorage, self: TaskIdentity, task: string): Promise<TaskExecutionRow | null> {
  const { workflowExecutionId, taskName, sequenceNumber } = self
  const own = await storage.findTaskExecution({ workflowExecutionId, task: taskName, sequenceNumber })
  const asOf = Math.max(...(own?.trigger.events.map(({ offset }) => offset) ?? []), 0) || (own?.startOffset ?? 0)
  const found = await storage.findSuccess({ workflowExecutionId, task, asOf })
  // One that has succeeded since is better than none: the task may have waited for an event of it.
  return found ?? (await storage.findSuccess({ workflowExecutionId, task, asOf: Number.MAX_SAFE_INTEGER }))
}
