import { addTriggerRequestSchema, workflowTriggerSchema } from '@aiflow/sdk/internal/api/workflows'
import type { FastifyInstance } from 'fastify'
import { findTrigger, listTriggers } from '../../../requests/workflows/starts-of-workflow.ts'
import type { TriggerRow } from '../../../storage/rows.ts'
import type { HttpDependencies } from '../../dependencies.ts'
import { parsePart } from '../../parsing/parse-request.ts'
import { addOfWorkflowRoutes, type OfWorkflowKind } from './of-workflow-routes.ts'

export function addTriggerRoutes(app: FastifyInstance, { controls, storage }: HttpDependencies): void {
  const triggers: OfWorkflowKind<TriggerRow> = {
    noun: 'trigger',
    schema: workflowTriggerSchema,
    find: (named) => findTrigger(storage, named),
    list: (filter, page) => listTriggers(storage, filter, page),
    requests: {
      add: (of, body) => ({ type: 'addTrigger', ...of, ...parsePart(addTriggerRequestSchema, 'body', body) }),
      setPaused: (named, paused) => ({ type: 'setTriggerPaused', paused, ...named }),
      delete: (named) => ({ type: 'deleteTrigger', ...named }),
      deleteAll: (of) => ({ type: 'deleteTriggers', ...of }),
    },
  }
  addOfWorkflowRoutes(app, { controls }, triggers)
}
