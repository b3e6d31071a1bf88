import { type RuleResource, ruleControlResponseSchema, rulesResponseSchema } from '@aiflow/sdk/internal/api/workflows'
import type { FastifyInstance } from 'fastify'
import { circuitIn } from '../model/circuit.ts'
import { laneId } from '../model/lane-id.ts'
import { ruleId } from '../model/rule-name.ts'
import { replyToControl } from './control-replies.ts'
import type { HttpDependencies } from './dependencies.ts'
import { executionParamsSchema, ruleParamsSchema } from './name-params.ts'
import { parsePart } from './parse-request.ts'
import { findExecution } from './workflow-execution-routes.ts'

const READ = { config: { access: 'viewer', scope: 'execution' } } as const
const OPERATE = { config: { access: 'operator', scope: 'execution' } } as const
const RULES = '/api/v1/workflow-executions/:id/rules'
const VERBS = { close: 'closeRule', disable: 'disableRule', enable: 'enableRule' } as const

/** The rules of a workflow execution, and what keeps them from being judged. */
export function addRuleRoutes(app: FastifyInstance, { ring, storage }: HttpDependencies): void {
  app.get(RULES, READ, async (request) => {
    const { id } = parsePart(executionParamsSchema, 'path', request.params)
    return rulesResponseSchema.parse({ items: await rulesOf(storage, id) })
  })

  for (const [verb, type] of Object.entries(VERBS)) {
    app.post(`${RULES}/:task/:rule/${verb}`, OPERATE, async (incoming, reply) => {
      const { id, task, rule } = parsePart(ruleParamsSchema, 'path', incoming.params)
      await findExecution(storage, id)
      const request = { type, workflowExecutionId: id, task, rule } as const
      return replyToControl(reply, { ring, request, schema: ruleControlResponseSchema })
    })
  }
}

async function rulesOf(storage: HttpDependencies['storage'], id: number): Promise<RuleResource[]> {
  const execution = await findExecution(storage, id)
  const lane = laneId.ofExecution(id)
  const [snapshot, rows, notMet] = await Promise.all([
    storage.findSnapshot(execution.snapshotHash),
    storage.listCircuits(lane),
    storage.listNotMet({ lane }),
  ])
  const circuits = new Map(rows.map(({ name, value }) => [name, value]))
  const counts = new Map(notMet.map((row) => [ruleId(row), row.count]))
  return (snapshot?.definition.tasks ?? []).flatMap((task) =>
    task.rules.map(({ name, action, condition }) => ({
      task: task.name,
      name,
      action,
      condition,
      circuit: circuitIn(circuits, { task: task.name, rule: name }),
      notMet: counts.get(ruleId({ task: task.name, rule: name })) ?? 0,
    })),
  )
}
