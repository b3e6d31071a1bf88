import { once } from 'node:events'
import { chmodSync, rmSync } from 'node:fs'
import { createServer, type Server, type Socket } from 'node:net'
import { JsonLines } from './json-lines.ts'
import type { FromChild, ToChild } from './messages.ts'

export type ChildLines = JsonLines<FromChild, ToChild>

/** One who waits for the messages of a child. */
export interface ChildOwner {
  connected(lines: ChildLines, hello: Extract<FromChild, { type: 'hello' }>): void
  receive(message: FromChild): void
}

/** The socket that children connect to: those that this worker started, and those that an earlier one left running. */
export class ChildDoor {
  readonly #path: string
  readonly #owners = new Map<string, ChildOwner>()
  readonly #sockets = new Set<Socket>()
  readonly #server: Server

  constructor(path: string) {
    this.#path = path
    this.#server = createServer((socket) => this.#accept(socket))
  }

  async open(): Promise<void> {
    rmSync(this.#path, { force: true, recursive: true })
    this.#server.listen(this.#path)
    await once(this.#server, 'listening')
    chmodSync(this.#path, 0o600)
  }

  close(): void {
    this.#server.close()
    for (const socket of this.#sockets) socket.destroy()
  }

  /** `id`: of the child, or of the attempt that a child of an earlier worker runs. */
  expect(id: string, owner: ChildOwner): void {
    this.#owners.set(id, owner)
  }

  forget(id: string): void {
    this.#owners.delete(id)
  }

  #accept(socket: Socket): void {
    let owner: ChildOwner | undefined
    const lines: ChildLines = new JsonLines(socket, (message: FromChild) => {
      if (message.type === 'hello') {
        owner = this.#owners.get(message.attemptId ?? message.childId)
        if (owner === undefined) lines.end()
        else owner.connected(lines, message)
      } else owner?.receive(message)
    })
    this.#sockets.add(socket)
    socket.once('close', () => this.#sockets.delete(socket))
  }
}
