import { connect, type Socket } from 'node:net'
import { startTimer } from '@aiflow/sdk/internal/time'
import { JsonLines } from '../children/json-lines.ts'
import type { FromChild, ToChild } from '../children/messages.ts'

const RECONNECT_MS = 200

export interface WorkerConnectionEvents {
  hello(): FromChild
  receive(message: ToChild): void
  lost(): void
}

/** The connection of a child to its worker, and to the next one where the first went away. */
export class WorkerConnection {
  readonly #path: string
  readonly #events: WorkerConnectionEvents
  #lines: JsonLines<ToChild, FromChild> | null = null
  #closing = false

  constructor(path: string, events: WorkerConnectionEvents) {
    this.#path = path
    this.#events = events
  }

  connect(): Promise<void> {
    return new Promise((resolve) => {
      const socket: Socket = connect(this.#path)
      const lines = new JsonLines<ToChild, FromChild>(socket, (message) => this.#events.receive(message))
      socket.once('connect', () => {
        this.#lines = lines
        lines.send(this.#events.hello())
        resolve()
      })
      lines.onClose(() => {
        this.#lines = null
        if (!this.#closing) this.#events.lost()
      })
    })
  }

  /** Tries until there is a worker: `lost` is told again for each time there is none. */
  reconnect(): void {
    startTimer(() => void this.connect(), RECONNECT_MS)
  }

  /** What is sent without a connection is lost: the files of the attempt say the same. */
  send(message: FromChild): void {
    this.#lines?.send(message)
  }

  close(closed: () => void): void {
    this.#closing = true
    if (this.#lines === null) return closed()
    this.#lines.onClose(closed)
    this.#lines.end()
  }
}
