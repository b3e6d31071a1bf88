import {
  addScheduleRequestSchema,
  nextTimesQuerySchema,
  workflowScheduleSchema,
} from '@aiflow/sdk/internal/api/workflows'
import type { FastifyInstance } from 'fastify'
import { findSchedule, nextTimes } from '../../../requests/workflows/starts-of-workflow.ts'
import type { ScheduleRow } from '../../../storage/rows.ts'
import type { HttpDependencies } from '../../dependencies.ts'
import { parsePart } from '../../parsing/parse-request.ts'
import { addOfWorkflowRoutes, namesOf, type OfWorkflowKind, pathOfOne } from './of-workflow-routes.ts'

const READ = { config: { access: 'viewer', scope: 'path' } } as const

export function addScheduleRoutes(app: FastifyInstance, { controls, storage, now }: HttpDependencies): void {
  const schedules: OfWorkflowKind<ScheduleRow> = {
    noun: 'schedule',
    schema: workflowScheduleSchema,
    find: (named) => findSchedule(storage, named),
    list: (filter, page) => storage.schedules.list(filter, page),
    requests: {
      add: (of, body) => ({ type: 'addSchedule', ...of, ...parsePart(addScheduleRequestSchema, 'body', body) }),
      setPaused: (named, paused) => ({ type: 'setSchedulePaused', paused, ...named }),
      delete: (named) => ({ type: 'deleteSchedule', ...named }),
      deleteAll: (of) => ({ type: 'deleteSchedules', ...of }),
    },
  }
  addOfWorkflowRoutes(app, { controls }, schedules)

  app.get(`${pathOfOne('schedule')}/next`, READ, async (request) => {
    const schedule = await findSchedule(storage, namesOf(request.params))
    const { count } = parsePart(nextTimesQuerySchema.strict(), 'query', request.query)
    return { times: nextTimes(schedule, Math.max(now(), schedule.createTime), count) }
  })
}
