import {
  addScheduleRequestSchema,
  nextTimesQuerySchema,
  workflowScheduleSchema,
} from '@aiflow/sdk/internal/api/workflows'
import type { FastifyInstance } from 'fastify'
import { parseExpression } from '../calendar/expression.ts'
import type { ScheduleRow } from '../storage/rows.ts'
import type { ReadStorage } from '../storage/storage.ts'
import type { HttpDependencies } from './dependencies.ts'
import { addOfWorkflowRoutes, findNamed, type OfWorkflowKind, pathOfOne } from './of-workflow-routes.ts'
import { parsePart } from './parse-request.ts'

const READ = { config: { access: 'viewer', scope: 'path' } } as const

export function addScheduleRoutes(app: FastifyInstance, { ring, storage }: HttpDependencies): void {
  const schedules = schedulesOf(storage)
  addOfWorkflowRoutes(app, { ring }, schedules)

  app.get(`${pathOfOne('schedule')}/next`, READ, async (request) => {
    const schedule = await findNamed(schedules, request.params)
    const { count } = parsePart(nextTimesQuerySchema.strict(), 'query', request.query)
    return { times: nextTimes(schedule, Math.max(Date.now(), schedule.createTime), count) }
  })
}

function schedulesOf(storage: ReadStorage): OfWorkflowKind<ScheduleRow> {
  return {
    noun: 'schedule',
    schema: workflowScheduleSchema,
    list: (filter) => storage.listSchedules(filter),
    page: (filter, page) => storage.pageSchedules(filter, page),
    requests: {
      add: (of, body) => ({ type: 'addSchedule', ...of, ...parsePart(addScheduleRequestSchema, 'body', body) }),
      setPaused: (named, paused) => ({ type: 'setSchedulePaused', paused, ...named }),
      delete: (named) => ({ type: 'deleteSchedule', ...named }),
      deleteAll: (of) => ({ type: 'deleteSchedules', ...of }),
    },
  }
}

function nextTimes({ expression, timezone, createTime }: ScheduleRow, from: number, count: number): number[] {
  const calendar = parseExpression(expression, timezone, createTime)
  const times: number[] = []
  for (let time = calendar.next(from); time !== null && times.length < count; time = calendar.next(time))
    times.push(time)
  return times
}
