import { listValuesQuerySchema, taskMetricsSchema } from '@aiflow/sdk/internal/api/executions'
import { pageOf, pageQuerySchema } from '@aiflow/sdk/internal/api/server'
import { AIFlowError } from '@aiflow/sdk/internal/errors'
import type { Json } from '@aiflow/sdk/internal/json'
import type { FastifyInstance } from 'fastify'
import { laneId } from '../../../model/lane-id.ts'
import { findExecution } from '../../../requests/executions/find-execution.ts'
import { findTaskExecution, findTaskSummary } from '../../../requests/executions/find-task-execution.ts'
import type { NamedValue } from '../../../storage/reads/lane-reads.ts'
import type { HttpDependencies } from '../../dependencies.ts'
import { executionParamsSchema } from '../../parsing/name-params.ts'
import { parsePart } from '../../parsing/parse-request.ts'
import { taskExecutionNameOf } from '../../parsing/task-execution-name.ts'

const pageSchema = pageQuerySchema.strict()
const valuesSchema = listValuesQuerySchema.strict()
const metricsPageSchema = pageOf(taskMetricsSchema)
const READ = { config: { access: 'viewer', scope: 'execution' } } as const
const EXECUTION = '/api/v1/workflow-executions/:id'
const TASK_EXECUTION = `${EXECUTION}/task-executions/:task/:sequence`

/** The results of tasks: outputs, named states and metrics. */
export function addTaskResultRoutes(app: FastifyInstance, { storage }: HttpDependencies): void {
  app.get(`${EXECUTION}/outputs`, READ, async (request) => {
    const { id } = parsePart(executionParamsSchema, 'path', request.params)
    const page = parsePart(valuesSchema, 'query', request.query)
    await findExecution(storage, id)
    const { items, next } = await storage.tasks.outputs(id, page)
    return { outputs: byName(items), next }
  })

  app.get(`${EXECUTION}/states`, READ, async (request) => {
    const { id } = parsePart(executionParamsSchema, 'path', request.params)
    const page = parsePart(valuesSchema, 'query', request.query)
    await findExecution(storage, id)
    const { items, next } = await storage.lanes.namedStates(laneId.ofExecution(id), page)
    return { states: byName(items), next }
  })

  app.get(`${TASK_EXECUTION}/output`, READ, async (request) => {
    const { outcome, status, taskName } = await findTaskExecution(storage, taskExecutionNameOf(request.params))
    if (outcome?.type === 'success') return { output: outcome.output }
    const message = `The execution of the task "${taskName}" has no output: it is ${status}. Only a successful execution has one.`
    throw new AIFlowError('OUTPUT_NOT_FOUND', message, { details: { task: taskName, status } })
  })

  app.get(`${TASK_EXECUTION}/metrics`, READ, async (request) => {
    const page = parsePart(pageSchema, 'query', request.query)
    const { id } = await findTaskSummary(storage, taskExecutionNameOf(request.params))
    return metricsPageSchema.parse(await storage.tasks.metrics(id, page))
  })
}

function byName(values: readonly NamedValue[]): Readonly<Record<string, Json>> {
  return Object.fromEntries(values.map(({ name, value }) => [name, value]))
}
