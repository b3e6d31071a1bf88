import { pageQuerySchema } from '@aiflow/sdk/internal/api/server'
import {
  backfillSchema,
  listBackfillsQuerySchema,
  previewBackfillQuerySchema,
  startBackfillRequestSchema,
  stopBackfillRequestSchema,
} from '@aiflow/sdk/internal/api/workflows'
import type { FastifyInstance } from 'fastify'
import type { ControlRequest } from '../../../log/control.ts'
import { parseTime } from '../../../requests/events/event-queries.ts'
import { findBackfill, previewBackfill } from '../../../requests/workflows/backfills.ts'
import type { HttpDependencies } from '../../dependencies.ts'
import { backfillParamsSchema, workflowParamsSchema } from '../../parsing/name-params.ts'
import { parsePart } from '../../parsing/parse-request.ts'
import { timeOf } from '../../parsing/time-of.ts'
import { replyToControl } from '../../replies/control-replies.ts'

const LIST = { config: { access: 'viewer', scope: 'query' } } as const
const READ_OF_WORKFLOW = { config: { access: 'viewer', scope: 'path' } } as const
const START = { config: { access: 'operator', scope: 'path' } } as const
const READ = { config: { access: 'viewer', scope: 'backfill' } } as const
const OPERATE = { config: { access: 'operator', scope: 'backfill' } } as const
const OF_WORKFLOW = '/api/v1/workflows/:namespace/:name/backfills'
const ALL = '/api/v1/backfills'
const ONE = `${ALL}/:backfill`

const listSchema = listBackfillsQuerySchema.extend(pageQuerySchema.shape).strict()
const previewSchema = previewBackfillQuerySchema.strict()

interface Named {
  readonly namespace: string
  readonly backfillId: number
}

const VERBS: Readonly<Record<string, (named: Named, body: unknown) => ControlRequest>> = {
  pause: (named) => ({ type: 'setBackfillPaused', ...named, paused: true }),
  resume: (named) => ({ type: 'setBackfillPaused', ...named, paused: false }),
  stop: (named, body) => ({
    type: 'stopBackfill',
    ...named,
    ...parsePart(stopBackfillRequestSchema, 'body', body ?? {}),
  }),
}

/** Executions for many times of a schedule, as one thing. */
export function addBackfillRoutes(app: FastifyInstance, { controls, storage, now }: HttpDependencies): void {
  app.post(OF_WORKFLOW, START, async (incoming, reply) => {
    const { namespace, name } = parsePart(workflowParamsSchema, 'path', incoming.params)
    const { from, to, ...asked } = parsePart(startBackfillRequestSchema, 'body', incoming.body)
    const times = { from: timeOf(from), to: timeOf(to) }
    const request = { type: 'startBackfill', namespace, workflow: name, ...asked, ...times } as const
    return replyToControl(reply, { controls, request, schema: backfillSchema })
  })

  app.get(`${OF_WORKFLOW}/preview`, READ_OF_WORKFLOW, async (request) => {
    const { namespace, name } = parsePart(workflowParamsSchema, 'path', request.params)
    const { from, to, ...asked } = parsePart(previewSchema, 'query', request.query)
    const times = { from: parseTime(from), to: parseTime(to) }
    return previewBackfill(storage, { namespace, workflow: name, ...asked, ...times }, now())
  })

  app.get(ALL, LIST, async (request) => {
    const { limit, cursor, ...filter } = parsePart(listSchema, 'query', request.query)
    return storage.backfills.list(filter, { limit, cursor })
  })

  app.get(ONE, READ, async (request) => {
    return findBackfill(storage, parsePart(backfillParamsSchema, 'path', request.params).backfill)
  })

  for (const [verb, toRequest] of Object.entries(VERBS)) {
    app.post(`${ONE}/${verb}`, OPERATE, async (incoming, reply) => {
      const { backfill } = parsePart(backfillParamsSchema, 'path', incoming.params)
      const { namespace } = await findBackfill(storage, backfill)
      const request = toRequest({ namespace, backfillId: backfill }, incoming.body)
      return replyToControl(reply, { controls, request, schema: backfillSchema })
    })
  }
}
