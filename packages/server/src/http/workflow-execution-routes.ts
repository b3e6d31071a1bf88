import { type VerdictsResponse, verdictsQuerySchema } from '@aiflow/sdk/internal/api/events'
import {
  executionControlResponseSchema,
  listTasksQuerySchema,
  listWorkflowExecutionsQuerySchema,
  rerunResponseSchema,
  showExecutionQuerySchema,
  tasksPageSchema,
  type WorkflowExecutionDetail,
  workflowExecutionDetailSchema,
} from '@aiflow/sdk/internal/api/executions'
import { type Page, pageQuerySchema } from '@aiflow/sdk/internal/api/server'
import { AIFlowError } from '@aiflow/sdk/internal/errors'
import { MAX_PAGE_CHARACTERS, MAX_PAGE_TASKS } from '@aiflow/sdk/internal/limits'
import type { FastifyInstance } from 'fastify'
import type { ControlRequest } from '../log/control.ts'
import { laneId } from '../model/lane-id.ts'
import type { WorkflowExecutionRow } from '../storage/rows.ts'
import type { PageRequest, ReadStorage } from '../storage/storage.ts'
import { withBoundedTrigger } from './bounded-trigger.ts'
import { replyToControl } from './control-replies.ts'
import type { HttpDependencies } from './dependencies.ts'
import { parseTime } from './event-queries.ts'
import { findEvent } from './find-event.ts'
import { executionParamsSchema } from './name-params.ts'
import { openCircuitsOf } from './open-circuits.ts'
import { parsePart } from './parse-request.ts'
import { withWaitingReason } from './waiting-tasks.ts'

const listSchema = listWorkflowExecutionsQuerySchema.extend(pageQuerySchema.shape).strict()
const showSchema = showExecutionQuerySchema.strict()
const tasksSchema = listTasksQuerySchema.strict()
const NO_TASKS = { items: [], next: null }
const verdictsSchema = verdictsQuerySchema.strict()
const LIST = { config: { access: 'viewer', scope: 'query' } } as const
const READ = { config: { access: 'viewer', scope: 'execution' } } as const
const OPERATE = { config: { access: 'operator', scope: 'execution' } } as const
const ONE = '/api/v1/workflow-executions/:id'
const VERBS: Readonly<Record<string, (workflowExecutionId: number) => ControlRequest>> = {
  stop: (workflowExecutionId) => ({ type: 'stopExecution', workflowExecutionId }),
  pause: (workflowExecutionId) => ({ type: 'setExecutionPaused', workflowExecutionId, paused: true }),
  resume: (workflowExecutionId) => ({ type: 'setExecutionPaused', workflowExecutionId, paused: false }),
}

export function addWorkflowExecutionRoutes(app: FastifyInstance, { ring, storage, explainer }: HttpDependencies): void {
  app.get('/api/v1/workflow-executions', LIST, async (request) => {
    const { limit, cursor, beginAfter, beginBefore, ...filter } = parsePart(listSchema, 'query', request.query)
    const times = { beginAfter: timeOf(beginAfter), beginBefore: timeOf(beginBefore) }
    return storage.listWorkflowExecutions({ ...filter, ...times }, { limit, cursor })
  })

  app.get(ONE, READ, async (request) => {
    const { id } = parsePart(executionParamsSchema, 'path', request.params)
    const { tasks } = parsePart(showSchema, 'query', request.query)
    const execution = await findExecution(storage, id)
    const [{ items, next }, circuits] = await Promise.all([
      tasks === 'none' ? NO_TASKS : listTasks({ storage, ring }, execution, { limit: MAX_PAGE_TASKS }),
      storage.listCircuits(laneId.ofExecution(id)),
    ])
    const answer = { ...execution, tasks: items, nextTasks: next, circuits: openCircuitsOf(circuits) }
    return workflowExecutionDetailSchema.parse(withBoundedTrigger(answer, `/api/v1/workflow-executions/${id}/trigger`))
  })

  app.get(`${ONE}/tasks`, READ, async (request) => {
    const { id } = parsePart(executionParamsSchema, 'path', request.params)
    const page = parsePart(tasksSchema, 'query', request.query)
    return tasksPageSchema.parse(await listTasks({ storage, ring }, await findExecution(storage, id), page))
  })

  for (const [verb, toRequest] of Object.entries(VERBS)) {
    app.post(`${ONE}/${verb}`, OPERATE, async (incoming, reply) => {
      const { id } = parsePart(executionParamsSchema, 'path', incoming.params)
      return replyToControl(reply, { ring, request: toRequest(id), schema: executionControlResponseSchema })
    })
  }

  app.post(`${ONE}/rerun`, OPERATE, async (incoming, reply) => {
    const { id } = parsePart(executionParamsSchema, 'path', incoming.params)
    const request = { type: 'rerunExecution', workflowExecutionId: id } as const
    return replyToControl(reply, { ring, request, schema: rerunResponseSchema })
  })

  app.delete(ONE, OPERATE, async (incoming, reply) => {
    const { id } = parsePart(executionParamsSchema, 'path', incoming.params)
    const request = { type: 'deleteExecution', workflowExecutionId: id } as const
    return replyToControl(reply, { ring, request, schema: executionControlResponseSchema })
  })

  app.get(`${ONE}/verdicts`, READ, async (request) => {
    const { id } = parsePart(executionParamsSchema, 'path', request.params)
    const { task, event, ...page } = parsePart(verdictsSchema, 'query', request.query)
    const execution = await findExecution(storage, id)
    if (event !== undefined) return ofTask(await explainer.verdictsOn(execution, await findEvent(storage, event)), task)
    const filter = { lane: laneId.ofExecution(id), task }
    const [{ items, next }, notMet] = await Promise.all([
      storage.listVerdicts(filter, page),
      page.cursor === undefined ? storage.listNotMet(filter, MAX_PAGE_CHARACTERS) : [],
    ])
    return { items, next, notMet }
  })
}

/** Throws `WORKFLOW_EXECUTION_NOT_FOUND`. */
export async function findExecution(storage: ReadStorage, id: number): Promise<WorkflowExecutionRow> {
  const execution = await storage.findWorkflowExecution(id)
  if (execution !== null) return execution
  const message = `There is no workflow execution ${id}. Look at the list of workflow executions.`
  throw new AIFlowError('WORKFLOW_EXECUTION_NOT_FOUND', message, { details: { workflowExecutionId: id } })
}

function ofTask(verdicts: VerdictsResponse, task: string | undefined): VerdictsResponse {
  if (task === undefined) return verdicts
  const isOfTask = (one: { readonly task: string | null }) => one.task === task
  const { items, next, notMet, waiting = [] } = verdicts
  return { items: items.filter(isOfTask), next, notMet: notMet.filter(isOfTask), waiting: waiting.filter(isOfTask) }
}

export function timeOf(time: string | undefined): number | undefined {
  return time === undefined ? undefined : parseTime(time)
}

async function listTasks(
  { storage, ring }: Pick<HttpDependencies, 'storage' | 'ring'>,
  { id, snapshotHash }: WorkflowExecutionRow,
  page: PageRequest,
): Promise<Page<WorkflowExecutionDetail['tasks'][number]>> {
  const [snapshot, pending] = await Promise.all([storage.findSnapshot(snapshotHash), storage.countPendingStarts(id)])
  const tasks = snapshot?.definition.tasks.map(({ name }) => name) ?? []
  const { items, next } = await storage.listLatestOfTasks({ workflowExecutionId: id, tasks }, page)
  const told = items.map(({ name, latest }) => ({
    name,
    latest: latest === null ? null : withWaitingReason(ring, latest),
    pendingStarts: pending.get(name) ?? 0,
  }))
  return { items: told, next }
}
