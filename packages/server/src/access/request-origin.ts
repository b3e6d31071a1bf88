import { isIP } from 'node:net'
import { AIFlowError } from '@aiflow/sdk/internal/errors'

export interface RequestOrigin {
  readonly method: string
  readonly host: string | undefined
  readonly origin: string | undefined
}

/**
 * Refuses requests that a page of another site makes a browser send. If a site points its own name to this address (DNS
 * rebinding), the Host header shows it: only IP addresses, localhost and the names of this server pass. If a page sends
 * a request across sites, the Origin header shows it. Throws `FORBIDDEN`.
 */
export function checkRequestOrigin(request: RequestOrigin, ownNames: readonly string[]): void {
  const host = request.host ?? ''
  if (!isOwnName(nameOfHost(host), ownNames)) {
    throw new AIFlowError(
      'FORBIDDEN',
      `The Host header "${host}" is not a name of this server. Use its IP address or "localhost", or add the name to the setting "server.names" and restart the server.`,
    )
  }
  const { origin } = request
  if (origin === undefined || request.method === 'GET' || request.method === 'HEAD') return
  if (origin === `http://${host}` || origin === `https://${host}`) return
  throw new AIFlowError('FORBIDDEN', `Pages of "${origin}" may not change anything on this server.`)
}

/** Headers that a browser sets, and that a page cannot change. */
export interface PageRequest {
  readonly method: string
  readonly headers: { readonly origin?: string | undefined; readonly 'sec-fetch-site'?: string | string[] | undefined }
}

/**
 * Browsers attach a cookie whichever page sends the request, so only this server's own pages may use it. `SameSite`
 * does not distinguish ports of the same host, but this check does. Throws `FORBIDDEN`.
 */
export function checkSamePage({ method, headers }: PageRequest): void {
  const site = headers['sec-fetch-site']
  const isOwn = site === undefined || site === 'same-origin' || site === 'none'
  const isReading = method === 'GET' || method === 'HEAD'
  if (isOwn && (isReading || headers.origin !== undefined)) return
  throw new AIFlowError('FORBIDDEN', 'Only pages of this server may use its session. Send a token instead.')
}

function nameOfHost(host: string): string {
  const bracketed = /^\[([^\]]*)\](?::\d+)?$/.exec(host)
  return (bracketed?.[1] ?? host.replace(/:\d+$/, '')).toLowerCase()
}

function isOwnName(name: string, ownNames: readonly string[]): boolean {
  return name === 'localhost' || name.endsWith('.localhost') || isIP(name) !== 0 || ownNames.includes(name)
}
