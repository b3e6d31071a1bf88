import type { HttpConnection } from '@aiflow/sdk'
import type { ConnectionProbe, TestResult } from './connection-probe.ts'
import { networkFailure } from './network-failures.ts'

const NOT_LET_IN: readonly number[] = [401, 403, 407]
const NOT_FOUND = 404
const FIRST_SERVER_ERROR = 500

/** Sends a GET with the headers of the connection, and looks at the status alone. */
export const testHttp: ConnectionProbe = async (values, signal) => {
  const { url, testPath, headers } = values as unknown as HttpConnection
  const address = new URL(below(url, testPath ?? ''))
  const destination = { host: address.hostname, place: address.host }
  try {
    const init = { headers, redirect: 'manual', signal } as const
    const response = await fetch(address, init)
    await response.body?.cancel()
    return judged(`GET ${address.origin}${address.pathname}`, response, testPath !== undefined)
  } catch (error) {
    return { ok: false, message: networkFailure(error, destination, signal) }
  }
}

/** A path below an address, whatever slashes they have. */
function below(base: string, path: string): string {
  return path === '' ? base : `${base.replace(/\/+$/, '')}/${path.replace(/^\/+/, '')}`
}

function judged(request: string, { status, statusText, headers }: Response, isExact: boolean): TestResult {
  const answered = `${request} is answered with ${status}${statusText === '' ? '' : ` ${statusText}`}`
  if (NOT_LET_IN.includes(status))
    return { ok: false, message: `${answered}: the service does not let this connection in.` }
  if (status >= FIRST_SERVER_ERROR) return { ok: false, message: `${answered}.` }
  if (status === NOT_FOUND && isExact) return { ok: false, message: `${answered}. Look at "url" and "testPath".` }
  if (status === NOT_FOUND)
    return { ok: true, message: `${answered}. Set "testPath" to a path that exists for a better test.` }
  const location = status >= 300 && status < 400 ? headers.get('location') : null
  const to = location === null ? null : URL.parse(location, request.slice('GET '.length))
  return { ok: status < 400, message: to === null ? `${answered}.` : `${answered}, which leads to ${to.origin}.` }
}
