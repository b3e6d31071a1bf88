import { isIP } from 'node:net'
import { AIFlowError } from '@aiflow/sdk/internal/errors'
import type { TokenRow } from '../storage/rows.ts'

export interface Exposure {
  readonly host: string
  readonly tokens: readonly Pick<TokenRow, 'expireTime'>[]
  /** Milliseconds since the epoch. */
  readonly now: number
}

/**
 * Refuses to listen for other machines before a token was created. Until then the only token is that of the home, which
 * is for programs of this machine. Throws `INVALID_ARGUMENT`.
 */
export function checkExposure({ host, tokens, now }: Exposure): void {
  if (isLoopback(host) || tokens.some(({ expireTime }) => expireTime === null || expireTime > now)) return
  const message =
    `The server will not listen at "${host}", where other machines can reach it, before it has a token. ` +
    'Start it without "--host", create one with "aiflow token create NAME --role ROLE", and start it again.'
  throw new AIFlowError('INVALID_ARGUMENT', message, { details: { host } })
}

function isLoopback(host: string): boolean {
  if (isIP(host) === 4) return host.startsWith('127.')
  return host === '::1' || host === 'localhost' || host.endsWith('.localhost')
}
