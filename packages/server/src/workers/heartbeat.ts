import type { Socket } from 'node:net'
import { startInterval, stopTimer } from '@aiflow/sdk/internal'
import type { WebSocket } from 'ws'

export interface KeptConnection {
  readonly socket: WebSocket
  /** What it goes over. */
  readonly stream: Pick<Socket, 'bytesRead'>
}

/**
 * Ends a connection whose other side has gone without a word: one of which nothing comes between a ping and the next. The
 * answer to a ping may stand behind long messages, so each byte is a sign of life.
 */
export function keepAlive(
  { socket, stream }: KeptConnection,
  intervalMs: number,
  silent: () => void = () => undefined,
): void {
  let heardBefore = -1
  const beat = () => {
    if (socket.readyState !== socket.OPEN) return
    if (stream.bytesRead === heardBefore) {
      silent()
      return socket.terminate()
    }
    heardBefore = stream.bytesRead
    socket.ping()
  }
  // Where this process was held up, what came meanwhile is read first.
  const timer = startInterval(() => setImmediate(beat), intervalMs)
  socket.once('close', () => stopTimer(timer))
}
