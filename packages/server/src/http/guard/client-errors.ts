import type { Server } from 'node:http'
import type { Socket } from 'node:net'
import { AIFlowError } from '@aiflow/sdk/internal/errors'
import type { ConnectionError } from 'fastify'
import { refuseConnection } from '../../access/refuse-connection.ts'

/** Answers requests that Node refuses as invalid HTTP or for their method. */
export function replyToClientError(error: ConnectionError, socket: Socket): void {
  if (error.code === 'ECONNRESET' || socket.destroyed) return
  refuseConnection(socket, clientErrorOf(error.code))
}

/** Refuses CONNECT, since the server is not a proxy. */
export function refuseTunnels(server: Server): void {
  server.on('connect', (_request, socket) =>
    refuseConnection(
      socket,
      new AIFlowError('METHOD_NOT_ALLOWED', 'This server is not a proxy: it does not accept CONNECT.'),
    ),
  )
}

function clientErrorOf(code: string | undefined): AIFlowError {
  switch (code) {
    case 'HPE_INVALID_METHOD': {
      const message = 'The method of the request is unknown. Use GET, POST, PUT or DELETE, in capital letters.'
      return new AIFlowError('METHOD_NOT_ALLOWED', message)
    }
    case 'HPE_HEADER_OVERFLOW':
      return new AIFlowError('TOO_LARGE', 'The headers of the request are larger than 16 KiB. Send smaller headers.')
    case 'ERR_HTTP_REQUEST_TIMEOUT':
      return new AIFlowError('INVALID_ARGUMENT', 'The request did not arrive completely in time. Send it again.')
    default:
      return new AIFlowError('INVALID_ARGUMENT', `The request is not valid HTTP (${code ?? 'unknown reason'}).`)
  }
}
