import { ruleControlResponseSchema, rulesResponseSchema } from '@aiflow/sdk/internal/api/workflows'
import type { FastifyInstance } from 'fastify'
import { findExecution } from '../../../requests/executions/find-execution.ts'
import { rulesOf } from '../../../requests/executions/rules-of-execution.ts'
import type { HttpDependencies } from '../../dependencies.ts'
import { executionParamsSchema, ruleParamsSchema } from '../../parsing/name-params.ts'
import { parsePart } from '../../parsing/parse-request.ts'
import { replyToControl } from '../../replies/control-replies.ts'

const READ = { config: { access: 'viewer', scope: 'execution' } } as const
const OPERATE = { config: { access: 'operator', scope: 'execution' } } as const
const RULES = '/api/v1/workflow-executions/:id/rules'
const VERBS = { close: 'closeRule', disable: 'disableRule', enable: 'enableRule' } as const

/** The rules of a workflow execution, and what keeps them from being judged. */
export function addRuleRoutes(app: FastifyInstance, { controls, storage }: HttpDependencies): void {
  app.get(RULES, READ, async (request) => {
    const { id } = parsePart(executionParamsSchema, 'path', request.params)
    return rulesResponseSchema.parse({ items: await rulesOf(storage, id) })
  })

  for (const [verb, type] of Object.entries(VERBS)) {
    app.post(`${RULES}/:task/:rule/${verb}`, OPERATE, async (incoming, reply) => {
      const { id, task, rule } = parsePart(ruleParamsSchema, 'path', incoming.params)
      await findExecution(storage, id)
      const request = { type, workflowExecutionId: id, task, rule } as const
      return replyToControl(reply, { controls, request, schema: ruleControlResponseSchema })
    })
  }
}
