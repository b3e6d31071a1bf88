import type { WorkerMessage } from '@aiflow/sdk/internal/worker-protocol'
import type { WebSocket } from 'ws'

/** What is longer lets what is short go first. */
const MAX_SHORT_CHARACTERS = 64 * 1024
/** So much of it waits in the connection; the rest waits here. */
const MAX_WAITING_BYTES = 1024 * 1024

/**
 * What goes over one connection to the server. Outputs, logs and answers of conditions can be long; they leave one after the
 * other, no faster than the server takes them, so that a short message, such as that a task runs, never waits for many.
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
