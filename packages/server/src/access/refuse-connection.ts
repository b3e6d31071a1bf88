import { STATUS_CODES } from 'node:http'
import type { Duplex } from 'node:stream'
import { AIFlowError, ERROR_CODES, isAIFlowError } from '@aiflow/sdk/internal/errors'

/** Answers a connection without a route with a problem, and ends it, even if the client does not end its side. */
export function refuseConnection(socket: Duplex, cause: unknown): void {
  const error = isAIFlowError(cause) ? cause : new AIFlowError('INTERNAL', 'The server failed to open the connection.')
  const status = ERROR_CODES[error.code]
  const { code, message: detail, details } = error
  const body = JSON.stringify({ type: `urn:aiflow:error:${code}`, title: code, status, detail, code, details })
  const head = [
    `HTTP/1.1 ${status} ${STATUS_CODES[status] ?? ''}`,
    'content-type: application/problem+json; charset=utf-8',
    `content-length: ${Buffer.byteLength(body)}`,
    'cache-control: no-store',
    'x-content-type-options: nosniff',
    'connection: close',
  ]
  // The client may have gone already, which is fine.
  socket.on('error', () => socket.destroy())
  socket.end(`${head.join('\r\n')}\r\n\r\n${body}`, () => socket.destroy())
}
