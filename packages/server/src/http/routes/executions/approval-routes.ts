import {
  answerRequestSchema,
  answerResponseSchema,
  approvalSchema,
  listApprovalsQuerySchema,
} from '@aiflow/sdk/internal/api/executions'
import { pageOf, pageQuerySchema } from '@aiflow/sdk/internal/api/server'
import type { FastifyInstance } from 'fastify'
import { findExecution } from '../../../requests/executions/find-execution.ts'
import { listApprovals } from '../../../requests/executions/list-approvals.ts'
import type { HttpDependencies } from '../../dependencies.ts'
import { executionParamsSchema, taskParamsSchema } from '../../parsing/name-params.ts'
import { parsePart } from '../../parsing/parse-request.ts'
import { replyToControl } from '../../replies/control-replies.ts'

const listSchema = listApprovalsQuerySchema.extend(pageQuerySchema.shape).strict()
const ofExecutionSchema = pageQuerySchema.strict()
const responsePageSchema = pageOf(approvalSchema)
const LIST = { config: { access: 'viewer', scope: 'query' } } as const
const READ = { config: { access: 'viewer', scope: 'execution' } } as const
const OPERATE = { config: { access: 'operator', scope: 'execution' } } as const

/** Tasks that wait for the answer of a person. */
export function addApprovalRoutes(app: FastifyInstance, { controls, live, storage }: HttpDependencies): void {
  app.get('/api/v1/approvals', LIST, async (request) => {
    const { namespace, ...page } = parsePart(listSchema, 'query', request.query)
    return responsePageSchema.parse(listApprovals(live, { namespace }, page))
  })

  app.get('/api/v1/workflow-executions/:id/approvals', READ, async (request) => {
    const { id } = parsePart(executionParamsSchema, 'path', request.params)
    const page = parsePart(ofExecutionSchema, 'query', request.query)
    await findExecution(storage, id)
    return responsePageSchema.parse(listApprovals(live, { workflowExecutionId: id }, page))
  })

  app.post('/api/v1/workflow-executions/:id/tasks/:task/answer', OPERATE, async (incoming, reply) => {
    const { id, task } = parsePart(taskParamsSchema, 'path', incoming.params)
    const answer = parsePart(answerRequestSchema, 'body', incoming.body)
    const request = { type: 'answerApproval', workflowExecutionId: id, task, ...answer } as const
    return replyToControl(reply, { controls, request, schema: answerResponseSchema })
  })
}
