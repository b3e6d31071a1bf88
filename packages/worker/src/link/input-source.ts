import { existsSync } from 'node:fs'
import { readTextFile } from '@aiflow/sdk/files'
import { AIFlowError, isAIFlowError } from '@aiflow/sdk/internal/errors'
import { wait } from '@aiflow/sdk/internal/time'
import type { AttemptPart, AttemptSpec } from '@aiflow/sdk/internal/worker-protocol'
import type { AttemptFolder } from '../journal/attempt-folder.ts'
import { shortageOf } from '../system/shortage.ts'
import { fetchFile } from './fetch-file.ts'
import type { ServerEndpoint } from './server-endpoint.ts'
import { Turns } from './turns.ts'

/** How many fetches run at once, each of a different workflow execution. */
const MAX_FETCHES = 4
const FIRST_PAUSE_MS = 100
const LONGEST_PAUSE_MS = 5000

/** The parts that code reads itself, when it needs them. */
const LEFT_IN_FILES: readonly AttemptPart[] = ['trigger', 'states']

/** Fetches the large parts of specs from the server that the worker is connected to. It retries until aborted. */
export class InputSource {
  readonly #server: () => ServerEndpoint | null
  readonly #turns = new Turns<number>(MAX_FETCHES)

  constructor(server: () => ServerEndpoint | null) {
    this.#server = server
  }

  /** Throws ATTEMPT_ENDED if the server no longer wants the attempt. */
  async complete(spec: AttemptSpec, folder: AttemptFolder, signal: AbortSignal): Promise<AttemptSpec> {
    const { fetch: parts } = spec
    if (parts === undefined) return spec
    for (const part of parts) {
      await this.#turns.take(spec.workflowExecutionId, () => this.#bring(spec.attemptId, part, { folder, signal }))
    }
    const fetch = parts.filter((part) => LEFT_IN_FILES.includes(part))
    const read = parts.filter((part) => !LEFT_IN_FILES.includes(part))
    const contents = read.map((part) => [part, JSON.parse(readTextFile(folder.inputFile(part)))] as const)
    return { ...spec, ...Object.fromEntries(contents), fetch }
  }

  async #bring(
    attemptId: string,
    part: AttemptPart,
    to: { folder: AttemptFolder; signal: AbortSignal },
  ): Promise<void> {
    const file = to.folder.inputFile(part)
    for (let pauseMs = FIRST_PAUSE_MS; ; pauseMs = Math.min(pauseMs * 2, LONGEST_PAUSE_MS)) {
      to.signal.throwIfAborted()
      // An earlier try or an earlier worker may have fetched it.
      if (existsSync(file)) return
      if (await this.#try(`attempts/${attemptId}/${part}`, file, to.signal)) return
      await wait(pauseMs, { signal: to.signal })
    }
  }

  /** False if another try may succeed. */
  async #try(path: string, file: string, signal: AbortSignal): Promise<boolean> {
    const server = this.#server()
    if (server === null) return false
    try {
      const isThere = await fetchFile(server, { path, file, signal })
      if (isThere) return true
      throw new AIFlowError('ATTEMPT_ENDED', 'The server has nothing for this attempt.')
    } catch (error) {
      if (signal.aborted || isAIFlowError(error) || shortageOf(error) !== null) throw error
      return false
    }
  }
}
