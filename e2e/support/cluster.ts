import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { isAlive } from './processes.ts'

/**
 * Runs work outside AIFlow: it accepts jobs over HTTP, and each job is a separate process that is not a child of a task. It
 * belongs to the process of the tests, so it survives whatever happens to AIFlow.
 */
export class Cluster {
  readonly #jobs: ChildProcess[] = []
  readonly #server = createServer((request, response) => void this.#serve(request, response))
  /** While it is set, requests to stop a job fail. */
  isUnreachable = false

  async start(): Promise<void> {
    this.#server.listen(0, '127.0.0.1')
    await once(this.#server, 'listening')
  }

  get url(): string {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`
  }

  /** The number of jobs ever started. */
  get started(): number {
    return this.#jobs.length
  }

  /** The numbers of the jobs whose process is alive. */
  alive(): number[] {
    return this.#jobs.flatMap((job, index) => (isAlive(job.pid ?? 0) ? [index] : []))
  }

  kill(job: number): void {
    this.#jobs[job]?.kill('SIGKILL')
  }

  close(): void {
    for (const job of this.#jobs) job.kill('SIGKILL')
    this.#server.closeAllConnections()
    this.#server.close()
  }

  async #serve({ method, url = '' }: IncomingMessage, response: ServerResponse): Promise<void> {
    const job = Number(url.slice(1))
    if (method === 'POST') response.end(String(this.#begin()))
    else if (method === 'GET') response.end(String(this.alive().includes(job)))
    else if (this.isUnreachable) response.writeHead(503).end('no route to the job')
    else {
      await this.#end(job)
      response.end()
    }
  }

  #begin(): number {
    return this.#jobs.push(spawn('sleep', ['infinity'], { detached: true, stdio: 'ignore', env: {} })) - 1
  }

  async #end(number: number): Promise<void> {
    const job = this.#jobs[number]
    if (job === undefined || job.exitCode !== null || job.signalCode !== null) return
    job.kill('SIGKILL')
    await once(job, 'exit')
  }
}
