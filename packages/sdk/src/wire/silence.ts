import { startInterval, stopTimer } from '../model/time/timers.ts'

/** A WebSocket, and the stream that it goes over. */
interface WatchedConnection {
  readonly socket: {
    readonly readyState: number
    ping(): void
    terminate(): void
    once(event: 'close', listener: () => void): unknown
  }
  readonly stream: { readonly bytesRead: number }
}

/** `readyState` of a WebSocket that is open. */
const OPEN = 1

/**
 * Terminates a connection on which nothing arrives between two pings. The answer to a ping may come after long messages, so
 * each byte counts as a sign of life.
 */
export function terminateWhenSilent(
  { socket, stream }: WatchedConnection,
  intervalMs: number,
  onSilent: () => void = () => undefined,
): void {
  let heardBefore = -1
  const timer = startInterval(() => {
    if (socket.readyState !== OPEN) return
    if (stream.bytesRead === heardBefore) {
      onSilent()
      return socket.terminate()
    }
    heardBefore = stream.bytesRead
    socket.ping()
  }, intervalMs)
  socket.once('close', () => stopTimer(timer))
}
