import { addTriggerRequestSchema, workflowTriggerSchema } from '@aiflow/sdk/internal/api/workflows'
import type { Json } from '@aiflow/sdk/internal/json'
import type { FastifyInstance } from 'fastify'
import { circuitIn } from '../model/circuit.ts'
import { laneId } from '../model/lane-id.ts'
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
    list: async (filter) => withCircuits(storage, await storage.listTriggers(filter)),
    page: async (filter, page) => {
      const { items, next } = await storage.pageTriggers(filter, page)
      return { items: await withCircuits(storage, items), next }
    },
    requests: {
      add: (of, body) => ({ type: 'addTrigger', ...of, ...parsePart(addTriggerRequestSchema, 'body', body) }),
      setPaused: (named, paused) => ({ type: 'setTriggerPaused', paused, ...named }),
      delete: (named) => ({ type: 'deleteTrigger', ...named }),
      deleteAll: (of) => ({ type: 'deleteTriggers', ...of }),
    },
  }
}

/** The circuits of triggers are states of their workflows. */
async function withCircuits(
  storage: HttpDependencies['storage'],
  triggers: readonly TriggerRow[],
): Promise<TriggerRow[]> {
  const statesOf = new Map<number, ReadonlyMap<string, Json>>()
  for (const id of new Set(triggers.map(({ workflowId }) => workflowId))) {
    const rows = await storage.listCircuits(laneId.ofWorkflow(id))
    statesOf.set(id, new Map(rows.map(({ name, value }) => [name, value])))
  }
  return triggers.map((row) => {
    const circuit = circuitIn(statesOf.get(row.workflowId) ?? new Map(), { task: null, rule: row.name })
    return { ...row, circuit }
  })
}
