import { AIFlowError } from '@aiflow/sdk/internal/errors'
import type { Json } from '@aiflow/sdk/internal/json'
import { MAX_CONNECTIONS } from '@aiflow/sdk/internal/limits'
import type { ControlRequest } from '../../log/control.ts'
import { connectionNotFound } from '../../log/not-found.ts'
import type { ConnectionRow } from '../../storage/rows.ts'
import { type NamedInNamespace, namespacedKey } from '../../storage/table.ts'
import type { Step } from '../step.ts'
import { requireNamespace } from './lookup.ts'
import { removeNamed } from './named-rows.ts'

type Request<T extends ControlRequest['type']> = Extract<ControlRequest, { type: T }>

/** Creates a connection, or replaces it. */
export function setConnection(step: Step, request: Request<'setConnection'>): Json {
  const { namespace, name, connectionType: type, fields, secrets } = request
  requireNamespace(step, namespace)
  const before = step.world.named.connections.get(namespacedKey({ namespace, name }))
  if (before === undefined) requireRoom(step, namespace)
  const row: ConnectionRow = {
    namespace,
    name,
    type,
    fields: { ...fields },
    secrets: { ...secrets },
    setBy: step.event.principal,
    createTime: before?.createTime ?? step.now,
    updateTime: step.now,
  }
  step.world.named.connections.set(namespacedKey(row), row)
  step.changes.connections.set(row)
  return { ...row }
}

export function deleteConnection(step: Step, of: Request<'deleteConnection'>): Json {
  const row = requireConnection(step, of)
  removeNamed(step, 'connections', row)
  return { ...row }
}

/** Throws `CONNECTION_NOT_FOUND`. The test begins when this is stored. */
export function testConnection(step: Step, of: Request<'testConnection'>): Json {
  return { ...requireConnection(step, of) }
}

function requireConnection(step: Step, { namespace, name }: NamedInNamespace): ConnectionRow {
  const row = step.world.named.connections.get(namespacedKey({ namespace, name }))
  if (row === undefined) throw connectionNotFound({ namespace, name })
  return row
}

function requireRoom(step: Step, namespace: string): void {
  const count = [...step.world.named.connections.values()].filter((row) => row.namespace === namespace).length
  if (count < MAX_CONNECTIONS) return
  const message = `The namespace "${namespace}" has ${MAX_CONNECTIONS} connections, and may not have more. Delete those that no task needs.`
  throw new AIFlowError('CONNECTIONS_FULL', message, { details: { namespace, maxConnections: MAX_CONNECTIONS } })
}
