import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { writeFileSync } from 'node:fs'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { isAlive } from '../support/processes.ts'
import { DAEMONS_FILE } from './workflows/outside-place.ts'

/**
 * A service that runs work for tasks: `PUT` begins a daemon with the name `<execution>/<task>/<sequence>/<attempt>`, `GET`
 * returns its state, and `DELETE` responds when it is gone. A name is used once, so that a late request changes nothing.
 */
export class Daemons {
  /** By name; null if it was stopped before it began, so it never will. */
  readonly #all = new Map<string, ChildProcess | null>()
  readonly #server = createServer((request, response) => void this.#serve(request, response))
  /** Daemons that began while another one of their task was alive. */
  readonly doubles: string[] = []

  /** Leaves its address in a home. */
  async start(home: string): Promise<void> {
    this.#server.listen(0, '127.0.0.1')
    await once(this.#server, 'listening')
    writeFileSync(join(home, DAEMONS_FILE), `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`)
  }

  alive(): string[] {
    return [...this.#all].flatMap(([name, process]) => (isRunning(process) ? [name] : []))
  }

  pidOf(name: string): number {
    return this.#all.get(name)?.pid ?? 0
  }

  close(): void {
    for (const process of this.#all.values()) process?.kill('SIGKILL')
    this.#server.closeAllConnections()
    this.#server.close()
  }

  async #serve({ method, url = '' }: IncomingMessage, response: ServerResponse): Promise<void> {
    const name = url.slice(1)
    if (method === 'PUT' && !this.#all.has(name)) this.#begin(name)
    if (method === 'DELETE') await this.#end(name)
    response.end(isRunning(this.#all.get(name) ?? null) ? 'alive' : 'gone')
  }

  #begin(name: string): void {
    const task = name.split('/').slice(0, 2).join('/')
    const others = this.alive().filter((other) => other.startsWith(`${task}/`))
    if (others.length > 0) this.doubles.push(`the daemon ${name} began while ${others.join(', ')} was alive`)
    const process = spawn('sleep', ['infinity'], { detached: true, stdio: 'ignore', env: {} })
    this.#all.set(name, process)
  }

  async #end(name: string): Promise<void> {
    const process = this.#all.get(name) ?? null
    this.#all.set(name, process)
    if (process === null || process.exitCode !== null || process.signalCode !== null) return
    const exit = once(process, 'exit')
    process.kill('SIGKILL')
    await exit
  }
}

function isRunning(process: ChildProcess | null): boolean {
  // The id may belong to another process by now.
  const hasEnded = process === null || process.exitCode !== null || process.signalCode !== null
  return !hasEnded && isAlive(process.pid ?? 0)
}
