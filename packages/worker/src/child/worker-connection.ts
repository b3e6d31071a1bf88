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

/** The connection of a child to its worker, or to the next worker if that one has gone. */
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

  /** Retries until there is a worker. Calls `lost` again for each try that fails. */
  reconnect(): void {
    startTimer(() => void this.connect(), RECONNECT_MS)
  }

  /** A message without a connection is lost. The files of the attempt contain the same. */
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
