import { rmSync } from 'node:fs'
import { rm } from 'node:fs/promises'
import { join } from 'node:path'
import { abortedAfter } from '@aiflow/sdk/internal/time'
import type { EvaluateRequest } from '@aiflow/sdk/internal/worker-protocol'
import { fetchFile } from './fetch-file.ts'
import type { ServerEndpoint } from './server-endpoint.ts'
import { Turns } from './turns.ts'

/** How many fetches run at once, each of a different workflow. */
const MAX_FETCHES = 4
/** After a failure the server asks again. */
const FETCH_LIMIT_MS = 30_000

/** A question as a child gets it. `contentFile` holds the events and states if they are too large for a message. */
export type EvaluateMessage = EvaluateRequest & { readonly contentFile?: string }

/** Fetches the content of large questions into files, which the child reads. The worker does not keep it in memory. */
export class QuestionSource {
  readonly #folder: string
  readonly #server: () => ServerEndpoint | null
  readonly #turns = new Turns<string>(MAX_FETCHES)

  constructor(folder: string, server: () => ServerEndpoint | null) {
    this.#folder = folder
    this.#server = server
  }

  /** Removes what an earlier worker left. The server asks its questions again. */
  empty(): void {
    rmSync(this.#folder, { recursive: true, force: true })
  }

  /** Calls `ask` with the question in the form for children. Rejects if its content cannot be fetched. */
  async with<T>(request: EvaluateRequest, ask: (message: EvaluateMessage) => Promise<T>): Promise<T> {
    const { fetch: name, namespace, workflowName } = request
    if (name === undefined) return ask(request)
    const contentFile = join(this.#folder, name)
    try {
      await this.#turns.take(`${namespace}/${workflowName}`, () => this.#bring(name, contentFile))
      return await ask({ ...request, contentFile })
    } finally {
      await rm(contentFile, { force: true })
    }
  }

  async #bring(name: string, file: string): Promise<void> {
    const server = this.#server()
    if (server === null) throw new Error('There is no connection to the server.')
    const path = `questions/${name}`
    const isThere = await fetchFile(server, { path, file, signal: abortedAfter(FETCH_LIMIT_MS) })
    if (!isThere) throw new Error('The server no longer waits for the answer.')
  }
}
