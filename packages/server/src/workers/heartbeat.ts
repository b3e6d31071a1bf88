import { startInterval, stopTimer } from '@aiflow/sdk/internal'
import type { WebSocket } from 'ws'

/** Ends a connection whose other side has gone without a word: one that does not answer a ping before the next. */
export function keepAlive(socket: WebSocket, intervalMs: number, silent: () => void = () => undefined): void {
  let isAnswered = true
  socket.on('pong', () => {
    isAnswered = true
  })
  const timer = startInterval(() => {
    if (!isAnswered) {
      silent()
      return socket.terminate()
    }
    isAnswered = false
    socket.ping()
  }, intervalMs)
  socket.once('close', () => stopTimer(timer))
}
