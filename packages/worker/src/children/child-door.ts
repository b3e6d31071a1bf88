import { once } from 'node:events'
import { chmodSync, lstatSync, rmSync } from 'node:fs'
import { createServer, type Server, type Socket } from 'node:net'
import { JsonLines } from './json-lines.ts'
import type { FromChild, ToChild } from './messages.ts'

export type ChildLines = JsonLines<FromChild, ToChild>

/** Receives the messages of a child. */
export interface ChildOwner {
  connected(lines: ChildLines, hello: Extract<FromChild, { type: 'hello' }>): void
  receive(message: FromChild): void
}

/** The socket that children connect to, both those of this worker and those that an earlier worker left running. */
export class ChildDoor {
  readonly #path: string
  readonly #owners = new Map<string, ChildOwner>()
  readonly #sockets = new Set<Socket>()
  #server: Server | null = null
  #inode: bigint | null = null
  /** True while the socket is created again, and after `close`. */
  #isBusy = false

  constructor(path: string) {
    this.#path = path
  }

  async open(): Promise<void> {
    rmSync(this.#path, { force: true, recursive: true })
    const server = createServer((socket) => this.#accept(socket))
    this.#server = server
    server.listen(this.#path)
    await once(server, 'listening')
    chmodSync(this.#path, 0o600)
    this.#inode = this.#inodeOfPath()
  }

  /** Listens again if the socket was removed or replaced. Open connections stay. */
  async renew(): Promise<void> {
    if (this.#isBusy || this.#inodeOfPath() === this.#inode) return
    this.#isBusy = true
    this.#server?.close()
    await this.open().finally(() => {
      this.#isBusy = false
    })
  }

  close(): void {
    this.#isBusy = true
    // Closing would remove whatever is at the path, which may be the socket of the next worker.
    if (this.#inodeOfPath() === this.#inode) this.#server?.close()
    else this.#server?.unref()
    for (const socket of this.#sockets) socket.destroy()
  }

  /** `id` is that of the child, or of the attempt that a child of an earlier worker runs. */
  expect(id: string, owner: ChildOwner): void {
    this.#owners.set(id, owner)
  }

  forget(id: string): void {
    this.#owners.delete(id)
  }

  #inodeOfPath(): bigint | null {
    return lstatSync(this.#path, { bigint: true, throwIfNoEntry: false })?.ino ?? null
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
