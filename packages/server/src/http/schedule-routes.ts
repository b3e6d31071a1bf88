import {
  AIFlowError,
  addScheduleRequestSchema,
  deleteAllResponseSchema,
  nextTimesQuerySchema,
  pageQuerySchema,
  workflowScheduleSchema,
} from '@aiflow/sdk/internal'
import type { FastifyInstance } from 'fastify'
import { parseExpression } from '../calendar/expression.ts'
import type { ScheduleRow } from '../storage/rows.ts'
import type { ReadStorage } from '../storage/storage.ts'
import { replyToControl } from './control-replies.ts'
import type { HttpDependencies } from './dependencies.ts'
import { namedOfWorkflowParamsSchema, workflowParamsSchema } from './name-params.ts'
import { ofWorkflowQuerySchema } from './of-workflow.ts'
import { parsePart } from './parse-request.ts'
import { tellVersion, versionAskedFor } from './versions.ts'

const LIST = { config: { access: 'viewer', scope: 'query' } } as const
const READ = { config: { access: 'viewer', scope: 'path' } } as const
const OPERATE = { config: { access: 'operator', scope: 'path' } } as const
const CHANGE = { config: { access: 'author', scope: 'path' } } as const
const OF_WORKFLOW = '/api/v1/workflows/:namespace/:name/schedules'
const ONE = '/api/v1/workflows/:namespace/:workflow/schedules/:name'
const schema = workflowScheduleSchema

export function addScheduleRoutes(app: FastifyInstance, { ring, storage }: HttpDependencies): void {
  app.get('/api/v1/schedules', LIST, async (request) => {
    const { limit, cursor, ...filter } = parsePart(ofWorkflowQuerySchema, 'query', request.query)
    return storage.pageSchedules(filter, { limit, cursor })
  })

  app.get(OF_WORKFLOW, READ, async (request) => {
    const { namespace, name } = parsePart(workflowParamsSchema, 'path', request.params)
    const page = parsePart(pageQuerySchema.strict(), 'query', request.query)
    return storage.pageSchedules({ namespace, workflow: name }, page)
  })

  app.post(OF_WORKFLOW, CHANGE, async (incoming, reply) => {
    const { namespace, name: workflow } = parsePart(workflowParamsSchema, 'path', incoming.params)
    const schedule = parsePart(addScheduleRequestSchema, 'body', incoming.body)
    const request = { type: 'addSchedule', namespace, workflow, ...schedule } as const
    return replyToControl(reply, { ring, request, schema })
  })

  app.get(ONE, READ, async (request, reply) => {
    const schedule = await findSchedule(storage, request.params)
    tellVersion(reply, schedule)
    return schedule
  })

  app.get(`${ONE}/next`, READ, async (request) => {
    const schedule = await findSchedule(storage, request.params)
    const { count } = parsePart(nextTimesQuerySchema.strict(), 'query', request.query)
    return { times: nextTimes(schedule, Math.max(Date.now(), schedule.createTime), count) }
  })

  for (const [verb, paused] of [
    ['pause', true],
    ['resume', false],
  ] as const) {
    app.post(`${ONE}/${verb}`, OPERATE, async (incoming, reply) => {
      const named = parsePart(namedOfWorkflowParamsSchema, 'path', incoming.params)
      const request = { type: 'setSchedulePaused', paused, ...named, ...versionAskedFor(incoming) } as const
      return replyToControl(reply, { ring, request, schema })
    })
  }

  app.delete(ONE, CHANGE, async (incoming, reply) => {
    const named = parsePart(namedOfWorkflowParamsSchema, 'path', incoming.params)
    const request = { type: 'deleteSchedule', ...named, ...versionAskedFor(incoming) } as const
    return replyToControl(reply, { ring, request, schema })
  })

  app.delete(OF_WORKFLOW, CHANGE, async (incoming, reply) => {
    const { namespace, name: workflow } = parsePart(workflowParamsSchema, 'path', incoming.params)
    const request = { type: 'deleteSchedules', namespace, workflow } as const
    return replyToControl(reply, { ring, request, schema: deleteAllResponseSchema })
  })
}

/** The schedule that a path names. Throws `SCHEDULE_NOT_FOUND`. */
async function findSchedule(storage: ReadStorage, params: unknown): Promise<ScheduleRow> {
  const { namespace, workflow, name } = parsePart(namedOfWorkflowParamsSchema, 'path', params)
  const [found] = await storage.listSchedules({ namespace, workflow, name })
  if (found !== undefined) return found
  const message = `The workflow "${workflow}" has no schedule "${name}". Look at the list of schedules.`
  throw new AIFlowError('SCHEDULE_NOT_FOUND', message, { details: { namespace, workflow, schedule: name } })
}

function nextTimes({ expression, timezone, createTime }: ScheduleRow, from: number, count: number): number[] {
  const calendar = parseExpression(expression, timezone, createTime)
  const times: number[] = []
  for (let time = calendar.next(from); time !== null && times.length < count; time = calendar.next(time))
    times.push(time)
  return times
}
