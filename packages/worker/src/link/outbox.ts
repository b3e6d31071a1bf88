import type { WorkerMessage } from '@aiflow/sdk/internal/worker-protocol'
import type { WebSocket } from 'ws'

/** Longer messages let shorter ones go first. */
const MAX_SHORT_CHARACTERS = 64 * 1024
/** At most this much waits in the connection. The rest waits here. */
const MAX_WAITING_BYTES = 1024 * 1024

/**
 * The messages to the server over one connection. Long messages (outputs, logs, answers of conditions) are sent one after the
 * other, as fast as the server receives them. So a short message, such as that a task is running, does not wait for many.
 */
export class Outbox {
  readonly #socket: WebSocket
  readonly #long: string[] = []

  constructor(socket: WebSocket) {
    this.#socket = socket
  }

  send(message: WorkerMessage): void {
    const text = JSON.stringify(message)
    if (text.length <= MAX_SHORT_CHARACTERS) return this.#socket.send(text)
    this.#long.push(text)
    this.#pump()
  }

  #pump(): void {
    const socket = this.#socket
    while (socket.readyState === socket.OPEN && socket.bufferedAmount <= MAX_WAITING_BYTES) {
      const text = this.#long.shift()
      if (text === undefined) return
      socket.send(text, () => this.#pump())
    }
  }
}
