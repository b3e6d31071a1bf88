import { type Page, pageQuerySchema } from '@aiflow/sdk/internal/api/server'
import { deleteAllResponseSchema } from '@aiflow/sdk/internal/api/workflows'
import type { FastifyInstance } from 'fastify'
import type * as z from 'zod'
import type { ControlRequest, NamedOfWorkflow, Versioned } from '../../../log/control.ts'
import type { PageRequest } from '../../../storage/reads/page-request.ts'
import type { NamedFilter } from '../../../storage/reads/workflow-reads.ts'
import type { HttpDependencies } from '../../dependencies.ts'
import { namedOfWorkflowParamsSchema, workflowParamsSchema } from '../../parsing/name-params.ts'
import { parsePart } from '../../parsing/parse-request.ts'
import { replyToControl } from '../../replies/control-replies.ts'
import { tellVersion, versionAskedFor } from '../../replies/versions.ts'
import { ofWorkflowQuerySchema } from './of-workflow.ts'

const LIST = { config: { access: 'viewer', scope: 'query' } } as const
const READ = { config: { access: 'viewer', scope: 'path' } } as const
const OPERATE = { config: { access: 'operator', scope: 'path' } } as const
const CHANGE = { config: { access: 'author', scope: 'path' } } as const

/** The triggers or the schedules of a workflow. */
export interface OfWorkflowKind<Row extends object> {
  readonly noun: 'trigger' | 'schedule'
  readonly schema: z.ZodType
  /** Throws if it does not exist. */
  find(named: NamedOfWorkflow): Promise<Row>
  list(filter: NamedFilter, page: PageRequest): Promise<Page<Row>>
  readonly requests: {
    /** Throws `INVALID_ARGUMENT` if the body is not valid. */
    add(of: { readonly namespace: string; readonly workflow: string }, body: unknown): ControlRequest
    setPaused(named: NamedOfWorkflow & Versioned, paused: boolean): ControlRequest
    delete(named: NamedOfWorkflow & Versioned): ControlRequest
    deleteAll(of: { readonly namespace: string; readonly workflow: string }): ControlRequest
  }
}

/** The path of one trigger or schedule. */
export function pathOfOne(noun: 'trigger' | 'schedule'): string {
  return `/api/v1/workflows/:namespace/:workflow/${noun}s/:name`
}

export function addOfWorkflowRoutes<Row extends object>(
  app: FastifyInstance,
  { controls }: Pick<HttpDependencies, 'controls'>,
  kind: OfWorkflowKind<Row>,
): void {
  addReadRoutes(app, kind)
  const { noun, schema, requests } = kind
  const all = pathOfAll(noun)
  const one = pathOfOne(noun)

  app.post(all, CHANGE, async (incoming, reply) => {
    const request = requests.add(workflowOf(incoming.params), incoming.body)
    return replyToControl(reply, { controls, request, schema })
  })

  for (const [verb, paused] of [
    ['pause', true],
    ['resume', false],
  ] as const) {
    app.post(`${one}/${verb}`, OPERATE, async (incoming, reply) => {
      const named = { ...namesOf(incoming.params), ...versionAskedFor(incoming) }
      return replyToControl(reply, { controls, request: requests.setPaused(named, paused), schema })
    })
  }

  app.delete(one, CHANGE, async (incoming, reply) => {
    const request = requests.delete({ ...namesOf(incoming.params), ...versionAskedFor(incoming) })
    return replyToControl(reply, { controls, request, schema })
  })

  app.delete(all, CHANGE, async (incoming, reply) => {
    const request = requests.deleteAll(workflowOf(incoming.params))
    return replyToControl(reply, { controls, request, schema: deleteAllResponseSchema })
  })
}

function addReadRoutes<Row extends object>(app: FastifyInstance, kind: OfWorkflowKind<Row>): void {
  app.get(`/api/v1/${kind.noun}s`, LIST, async (request) => {
    const { limit, cursor, ...filter } = parsePart(ofWorkflowQuerySchema, 'query', request.query)
    return kind.list(filter, { limit, cursor })
  })

  app.get(pathOfAll(kind.noun), READ, async (request) => {
    return kind.list(workflowOf(request.params), parsePart(pageQuerySchema.strict(), 'query', request.query))
  })

  app.get(pathOfOne(kind.noun), READ, async (request, reply) => {
    const row = await kind.find(namesOf(request.params))
    tellVersion(reply, row)
    return row
  })
}

function pathOfAll(noun: 'trigger' | 'schedule'): string {
  return `/api/v1/workflows/:namespace/:name/${noun}s`
}

function workflowOf(params: unknown): { namespace: string; workflow: string } {
  const { namespace, name: workflow } = parsePart(workflowParamsSchema, 'path', params)
  return { namespace, workflow }
}

/** The trigger or schedule in a path. Throws `INVALID_ARGUMENT`. */
export function namesOf(params: unknown): NamedOfWorkflow {
  return parsePart(namedOfWorkflowParamsSchema, 'path', params)
}
