import { putHandleRequestSchema, stateValueSchema } from '@aiflow/sdk/internal/api/events'
import { AIFlowError } from '@aiflow/sdk/internal/errors'
import type { Json } from '@aiflow/sdk/internal/json'
import { fitsBytes, MAX_VALUE_BYTES } from '@aiflow/sdk/internal/limits'
import { nameSchema } from '@aiflow/sdk/internal/wire'
import type { FastifyInstance, FastifyRequest } from 'fastify'
import * as z from 'zod'
import type { TaskIdentity } from '../../../log/token-directory.ts'
import type { HttpDependencies } from '../../dependencies.ts'
import { parsePart } from '../../parsing/parse-request.ts'
import { replyToControl } from '../../replies/control-replies.ts'

/** JSON may escape each character with six. */
const OPTIONS = { bodyLimit: 6 * MAX_VALUE_BYTES + 1024, config: { access: 'task' } } as const
const stateParamsSchema = z.object({ name: nameSchema })

/** What a running task reads and writes about itself. */
export function addTaskRoutes(app: FastifyInstance, { controls, live }: HttpDependencies): void {
  app.get('/api/v1/task/state/:name', OPTIONS, async (request) => {
    const { name } = parsePart(stateParamsSchema, 'path', request.params)
    return { value: live.readState(taskOf(request).workflowExecutionId, name) }
  })

  app.put('/api/v1/task/state/:name', OPTIONS, async (incoming, reply) => {
    const { name } = parsePart(stateParamsSchema, 'path', incoming.params)
    const { value } = parsePart(stateValueSchema, 'body', incoming.body)
    checkSize('state', value)
    const { workflowExecutionId } = taskOf(incoming)
    const request = { type: 'setState', workflowExecutionId, name, value } as const
    return replyToControl(reply, { controls, request, schema: z.null() })
  })

  app.get('/api/v1/task/statuses', OPTIONS, async (request) => {
    return { statuses: live.readStatuses(taskOf(request).workflowExecutionId) }
  })

  app.put('/api/v1/task/handle', OPTIONS, async (incoming, reply) => {
    const { handle } = parsePart(putHandleRequestSchema, 'body', incoming.body)
    checkSize('handle', handle)
    const { workflowExecutionId, attemptId } = taskOf(incoming)
    const request = { type: 'setHandle', workflowExecutionId, attemptId, handle } as const
    return replyToControl(reply, { controls, request, schema: z.null() })
  })
}

export function taskOf({ identity }: FastifyRequest): TaskIdentity {
  if (identity?.type === 'task') return identity.task
  throw new Error('the guard let someone through who is no task')
}

function checkSize(what: string, value: Json): void {
  if (fitsBytes(JSON.stringify(value), MAX_VALUE_BYTES)) return
  const message = `The ${what} is larger than ${MAX_VALUE_BYTES} bytes of JSON. Store large content in a file, and its path here.`
  throw new AIFlowError('TOO_LARGE', message, { details: { maxBytes: MAX_VALUE_BYTES } })
}
