import { AIFlowError } from '@aiflow/sdk/internal/errors'
import type { Json } from '@aiflow/sdk/internal/json'
import { MAX_SECRETS } from '@aiflow/sdk/internal/limits'
import type { ControlRequest } from '../../log/control.ts'
import { secretNotFound } from '../../log/not-found.ts'
import type { SecretRow } from '../../storage/rows.ts'
import { namespacedKey } from '../../storage/table.ts'
import type { Step } from '../step.ts'
import { requireNamespace } from './lookup.ts'
import { removeNamed } from './named-rows.ts'

type Request<T extends ControlRequest['type']> = Extract<ControlRequest, { type: T }>

/** Creates a secret, or gives it another value. The value came encrypted, and beside the event. */
export function setSecret(step: Step, { namespace, name }: Request<'setSecret'>): Json {
  const value = step.event.aside?.sealedValue
  if (value === undefined) throw new Error('a secret cannot be set without its value')
  requireNamespace(step, namespace)
  const before = step.world.named.secrets.get(namespacedKey({ namespace, name }))
  if (before === undefined) requireRoom(step, namespace)
  const createTime = before?.createTime ?? step.now
  const setBy = step.event.principal
  return store(step, { namespace, name, ...value, setBy, createTime, updateTime: step.now })
}

export function deleteSecret(step: Step, { namespace, name }: Request<'deleteSecret'>): Json {
  const row = step.world.named.secrets.get(namespacedKey({ namespace, name }))
  if (row === undefined) throw secretNotFound({ namespace, name })
  removeNamed(step, 'secrets', row)
  return resource(row)
}

/** Stores values that were encrypted again. A secret that was set meanwhile keeps its newer value. */
export function resealSecrets(step: Step): Json {
  const found = (step.event.aside?.resealed ?? []).flatMap((value) => {
    const row = step.world.named.secrets.get(namespacedKey(value))
    return row?.sealed === value.before ? [{ ...row, keyId: value.keyId, sealed: value.sealed }] : []
  })
  for (const row of found) store(step, row)
  return { encrypted: found.length }
}

function store(step: Step, row: SecretRow): Json {
  step.world.named.secrets.set(namespacedKey(row), row)
  step.changes.secrets.set(row)
  return resource(row)
}

/** Without the value, since results of requests are stored as they are. */
function resource({ namespace, name, keyId, setBy, createTime, updateTime }: SecretRow): Json {
  return { namespace, name, keyId, setBy, createTime, updateTime }
}

function requireRoom(step: Step, namespace: string): void {
  const count = [...step.world.named.secrets.values()].filter((row) => row.namespace === namespace).length
  if (count < MAX_SECRETS) return
  const message = `The namespace "${namespace}" has ${MAX_SECRETS} secrets, and may not have more. Delete those that no task needs.`
  throw new AIFlowError('SECRETS_FULL', message, { details: { namespace, maxSecrets: MAX_SECRETS } })
}
