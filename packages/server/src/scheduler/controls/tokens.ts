import { AIFlowError } from '@aiflow/sdk/internal/errors'
import type { Json } from '@aiflow/sdk/internal/json'
import type { ControlRequest } from '../../log/control.ts'
import type { TokenRow } from '../../storage/rows.ts'
import type { Step } from '../step.ts'

type Request<T extends ControlRequest['type']> = Extract<ControlRequest, { type: T }>

export function createToken(step: Step, request: Request<'createToken'>): Json {
  const { name, role, namespaces, expireTime } = request
  const secretHash = step.event.aside?.secretHash
  if (secretHash === undefined) throw new Error('a token cannot be created without the hash of its secret')
  step.world.setAside.require('tokens', name)
  if (step.world.tokens.find(name) !== undefined) {
    const message = `The token "${name}" already exists. Choose another name, or revoke that one first.`
    throw new AIFlowError('ALREADY_EXISTS', message, { details: { name } })
  }
  if (expireTime !== null && expireTime <= step.now) {
    const message = `The token "${name}" would already have expired. Choose a later time.`
    throw new AIFlowError('INVALID_ARGUMENT', message, { details: { name, expireTime } })
  }
  const row: TokenRow = {
    // An offset is never used twice, so this id is unique.
    id: step.event.offset,
    name,
    role,
    namespaces,
    secretHash,
    createTime: step.now,
    expireTime,
    lastUsedTime: null,
  }
  step.world.tokens.set(row)
  step.changes.tokens.set(row)
  return resource(row)
}

export function revokeToken(step: Step, request: Request<'revokeToken'>): Json {
  const row = step.world.tokens.find(request.name)
  if (row === undefined) {
    const message = `There is no token "${request.name}". Look at the list of tokens.`
    throw new AIFlowError('TOKEN_NOT_FOUND', message, { details: { name: request.name } })
  }
  step.world.tokens.delete(row)
  step.changes.tokens.delete(row.id)
  return resource(row)
}

/** Ignores a token that was revoked meanwhile. */
export function noteTokenUse(step: Step, request: Request<'noteTokenUse'>): Json {
  const before = step.world.tokens.all().find(({ id }) => id === request.tokenId)
  if (before === undefined) return null
  const row: TokenRow = { ...before, lastUsedTime: request.time }
  step.world.tokens.set(row)
  step.changes.tokens.set(row)
  return null
}

function resource({ id, name, role, namespaces, createTime, expireTime, lastUsedTime }: TokenRow): Json {
  return {
    id,
    name,
    role,
    namespaces: namespaces === null ? null : [...namespaces],
    createTime,
    expireTime,
    lastUsedTime,
  }
}
