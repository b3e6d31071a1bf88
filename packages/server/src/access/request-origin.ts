import { isIP } from 'node:net'
import { AIFlowError } from '@aiflow/sdk/internal'

export interface RequestOrigin {
  readonly method: string
  readonly host: string | undefined
  readonly origin: string | undefined
}

/**
 * Refuses requests that a page of another site makes a browser send. A site that points a name of its own to this address
 * (DNS rebinding) shows in the Host header: only IP addresses, localhost and the names of this server pass. A page that
 * writes across sites shows in the Origin header. Throws `FORBIDDEN`.
 */
export function checkRequestOrigin(request: RequestOrigin, ownNames: readonly string[]): void {
  const host = request.host ?? ''
  if (!isOwnName(nameOfHost(host), ownNames)) {
    throw new AIFlowError(
      'FORBIDDEN',
      `The Host header "${host}" is not a name of this server. Use its IP address or "localhost", or start the server with that name as its host.`,
    )
  }
  const { origin } = request
  if (origin === undefined || request.method === 'GET' || request.method === 'HEAD') return
  if (origin === `http://${host}` || origin === `https://${host}`) return
  throw new AIFlowError('FORBIDDEN', `Pages of "${origin}" may not change anything on this server.`)
}

function nameOfHost(host: string): string {
  const bracketed = /^\[([^\]]*)\](?::\d+)?$/.exec(host)
  return (bracketed?.[1] ?? host.replace(/:\d+$/, '')).toLowerCase()
}

function isOwnName(name: string, ownNames: readonly string[]): boolean {
  return name === 'localhost' || name.endsWith('.localhost') || isIP(name) !== 0 || ownNames.includes(name)
}
