import { Readable } from 'node:stream'
import type { Trigger } from '@aiflow/sdk/internal/worker-protocol'
import type { FastifyInstance, FastifyReply } from 'fastify'
import { textOfTrigger } from '../../../requests/executions/bounded-trigger.ts'
import { findExecution } from '../../../requests/executions/find-execution.ts'
import { findTaskExecution } from '../../../requests/executions/find-task-execution.ts'
import type { HttpDependencies } from '../../dependencies.ts'
import { executionParamsSchema } from '../../parsing/name-params.ts'
import { parsePart } from '../../parsing/parse-request.ts'
import { taskExecutionNameOf } from '../../parsing/task-execution-name.ts'

const READ = { config: { access: 'viewer', scope: 'execution' } } as const
const EXECUTION = '/api/v1/workflow-executions/:id'

/** The complete trigger of an execution: its events with their values, and the outputs that came with them. */
export function addTriggerContentRoutes(app: FastifyInstance, { storage }: HttpDependencies): void {
  app.get(`${EXECUTION}/trigger`, READ, async (request, reply) => {
    const { id } = parsePart(executionParamsSchema, 'path', request.params)
    return send(reply, (await findExecution(storage, id)).trigger)
  })

  app.get(`${EXECUTION}/task-executions/:task/:sequence/trigger`, READ, async (request, reply) => {
    return send(reply, (await findTaskExecution(storage, taskExecutionNameOf(request.params))).trigger)
  })
}

function send(reply: FastifyReply, trigger: Trigger): FastifyReply {
  const body = Readable.from(textOfTrigger(trigger), { objectMode: false })
  return reply.header('content-type', 'application/json; charset=utf-8').send(body)
}
