import { AIFlowError } from '@aiflow/sdk/internal/errors'
import type { Json } from '@aiflow/sdk/internal/json'
import type { WorkflowDefinition } from '@aiflow/sdk/internal/wire'
import type { ControlRequest } from '../../log/control.ts'
import type { PoolRow } from '../../storage/rows.ts'
import { namespacedKey } from '../../storage/table.ts'
import type { Step } from '../step.ts'
import { requireNamespace } from './lookup.ts'
import { removeNamed } from './named-rows.ts'

type Request<T extends ControlRequest['type']> = Extract<ControlRequest, { type: T }>

/** Creates a pool, or changes its number of slots. Tasks that hold a slot keep it. */
export function setPool(step: Step, { namespace, name, slots }: Request<'setPool'>): Json {
  requireNamespace(step, namespace)
  const { createTime } = step.world.named.pools.get(namespacedKey({ namespace, name })) ?? { createTime: step.now }
  const row: PoolRow = { namespace, name, slots, createTime }
  step.world.named.pools.set(namespacedKey({ namespace, name }), row)
  step.changes.pools.set(row)
  return { ...row }
}

export function deletePool(step: Step, { namespace, name }: Request<'deletePool'>): Json {
  const row = step.world.named.pools.get(namespacedKey({ namespace, name }))
  if (row === undefined) throw poolNotFound(namespace, name)
  requireUnused(step, row)
  removeNamed(step, 'pools', row)
  return { ...row }
}

/** Throws `POOL_NOT_FOUND` if a task of the workflow names a pool that does not exist. */
export function requirePools(step: Step, { namespace, tasks }: WorkflowDefinition): void {
  for (const { pool } of tasks) {
    if (pool !== undefined && !step.world.named.pools.has(namespacedKey({ namespace, name: pool })))
      throw poolNotFound(namespace, pool)
  }
}

/** A pool is in use if the newest snapshot of a workflow, or the snapshot of a living execution, names it. */
function requireUnused(step: Step, { namespace, name }: PoolRow): void {
  const { workflows, executions } = step.world
  // Very many executions may have the same plan.
  const plans = new Set([...workflows.values(), ...executions.values()].map(({ plan }) => plan))
  const user = [...plans].find(
    ({ definition: { namespace: of, tasks } }) => of === namespace && tasks.some(({ pool }) => pool === name),
  )
  if (user === undefined) return
  const workflow = user.definition.name
  const message = `The pool "${name}" is used by tasks of the workflow "${workflow}". Upload the workflow without it, and let its executions end; or set the pool to 0 slots.`
  throw new AIFlowError('POOL_IN_USE', message, { details: { namespace, pool: name, workflow } })
}

function poolNotFound(namespace: string, name: string): AIFlowError {
  const message = `The namespace "${namespace}" has no pool "${name}". Create it with "aiflow pool set ${name} SLOTS", or look at the list of pools.`
  return new AIFlowError('POOL_NOT_FOUND', message, { details: { namespace, pool: name } })
}
