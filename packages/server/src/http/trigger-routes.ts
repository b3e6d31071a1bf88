import { addTriggerRequestSchema, workflowTriggerSchema } from '@aiflow/sdk/internal'
import type { FastifyInstance } from 'fastify'
import type { TriggerRow } from '../storage/rows.ts'
import type { ReadStorage } from '../storage/storage.ts'
import type { HttpDependencies } from './dependencies.ts'
import { addOfWorkflowRoutes, findNamed, type OfWorkflowKind } from './of-workflow-routes.ts'
import { parsePart } from './parse-request.ts'

export function addTriggerRoutes(app: FastifyInstance, { ring, storage }: HttpDependencies): void {
  addOfWorkflowRoutes(app, { ring }, triggersOf(storage))
}

/** The trigger that a path names. Throws `TRIGGER_NOT_FOUND`. */
export function findTrigger(storage: ReadStorage, params: unknown): Promise<TriggerRow> {
  return findNamed(triggersOf(storage), params)
}

function triggersOf(storage: ReadStorage): OfWorkflowKind<TriggerRow> {
  return {
    noun: 'trigger',
    schema: workflowTriggerSchema,
    list: (filter) => storage.listTriggers(filter),
    page: (filter, page) => storage.pageTriggers(filter, page),
    requests: {
      add: (of, body) => ({ type: 'addTrigger', ...of, ...parsePart(addTriggerRequestSchema, 'body', body) }),
      setPaused: (named, paused) => ({ type: 'setTriggerPaused', paused, ...named }),
      delete: (named) => ({ type: 'deleteTrigger', ...named }),
      deleteAll: (of) => ({ type: 'deleteTriggers', ...of }),
    },
  }
}
