import { type Json, NonRetryableError, type TaskContext } from '@aiflow/sdk'
import { wait } from '@aiflow/sdk/internal/time'
import { MAX_LINES } from '../programs/last-lines.ts'
import { type ContainerState, EngineError, lastLine, stateOf } from './container-state.ts'
import { callEngine } from './engine.ts'
import { firstFileOf } from './first-file.ts'
import { OUTPUT_FILE, type RunParts, runArguments } from './run-arguments.ts'

/** Small enough for a handle. */
const MAX_RESULT_BYTES = 900 * 1024
const TAR_BYTES = 64 * 1024
/** How often the handle notes up to when the output is in logs. */
const NOTE_MS = 5000
const FIRST_PAUSE_MS = 500
const LONGEST_PAUSE_MS = 30_000
/** How long a container that is made may wait for its start, by a command whose task was killed, before it is started again. */
const SETTLE_MS = 10_000
const SETTLE_LOOK_MS = 250
/** How long the log of a container that has ended may take. */
const LAST_LOG_MS = 10_000
const STOP_LIMIT_MS = 30_000
const OUT_OF_MEMORY = 'It ran out of memory. Give it a larger "memoryMegabytes".'
/** What `run` exits with if the container was not run: the engine refused it, its program cannot be run, or is missing. */
const NOT_RUN = new Set([125, 126, 127])
const TAKEN = /is already in use|already exists/i

/** What is known of the container, without its variables. */
interface ContainerHandle {
  readonly engine: string
  readonly name: string
  /** Whether its command was begun for certain. */
  readonly begun: boolean
  /** Up to when its output is in logs, in ISO 8601. Null for none. */
  readonly loggedUntil: string | null
  /** Set when it has ended. */
  readonly exitCode?: number
  readonly output?: Json
  readonly reason?: string
}

export interface ContainerEnd {
  readonly exitCode: number
  readonly output: Json
  readonly reason: string
}

/** The container of a task, which the handle names. */
export class Container {
  readonly #context: TaskContext
  readonly #unreachableMs: number

  constructor(context: TaskContext, { unreachableSeconds }: { readonly unreachableSeconds: number }) {
    this.#context = context
    this.#unreachableMs = unreachableSeconds * 1000
  }

  get name(): string {
    return this.#handle.name
  }

  /** Whether its end is known. */
  get isOver(): boolean {
    return this.#handle.exitCode !== undefined
  }

  /** Keeps its name, before anything of it can be there. */
  async prepare(engine: string, name: string): Promise<void> {
    await this.#note({ engine, name, begun: false, loggedUntil: null })
  }

  /** Makes the container and starts it, unless there is one of its name. */
  async begin(parts: RunParts, env: Readonly<Record<string, string>>): Promise<void> {
    const { engine, name } = this.#handle
    const { signal, logger, handle } = this.#context
    const end = await callEngine(engine, runArguments(parts), { signal, env, leavesProcesses: true })
    if (end.code !== 0 && !TAKEN.test(end.stderr)) {
      await callEngine(engine, ['rm', '--force', '--volumes', name])
      await handle.set(null)
      const message = `"${engine}" did not run the container: ${lastLine(end)}`
      throw NOT_RUN.has(end.code) ? new NonRetryableError(message) : new Error(message)
    }
    if (end.code !== 0) await this.#isBegun()
    await this.#note({ begun: true })
    logger.info(`The container ${name} runs.`)
  }

  /** Whether there is one. One that was made is started, if nobody else does. */
  async isFound(): Promise<boolean> {
    if (!(await this.#isBegun())) {
      if (this.#handle.begun) throw await this.#gone()
      return false
    }
    if (!this.#handle.begun) await this.#note({ begun: true })
    return true
  }

  /** Copies its output into the log until it has ended, whatever becomes of the engine. */
  async follow(): Promise<ContainerEnd> {
    if (!this.isOver) await this.#end(await this.#awaitEnd())
    const { exitCode = 0, output = null, reason = '' } = this.#handle
    return { exitCode, output, reason }
  }

  /** The end of what it printed, for the reason of a failure. It may hold secrets, so it is not in the handle. */
  async lastLines(): Promise<string> {
    const { engine, name } = this.#handle
    const { code, stdout, stderr } = await callEngine(engine, ['logs', '--tail', String(MAX_LINES), name])
    return code === 0 ? `${stdout}\n${stderr}` : ''
  }

  async remove(): Promise<void> {
    const { engine, name } = this.#handle
    const end = await callEngine(engine, ['rm', '--force', '--volumes', name])
    if (end.code !== 0) this.#context.logger.warn(`The container ${name} stays: ${lastLine(end)}`)
  }

  /** Returns when it has gone. */
  async stop(graceSeconds: number): Promise<void> {
    const { engine, name, begun } = this.#handle
    const limit = performance.now() + STOP_LIMIT_MS
    // The engine may still be about to make it.
    if (!begun) await this.#settled((state) => state?.isNew === false)
    const stopped = await callEngine(engine, ['stop', '--time', String(Math.ceil(graceSeconds)), name])
    while ((await stateOf(engine, name)) !== null) {
      const removed = await callEngine(engine, ['rm', '--force', '--volumes', name])
      if (removed.code === 0) return
      if (performance.now() > limit)
        throw new Error(`The container ${name} does not end: ${lastLine(removed)} ${lastLine(stopped)}`)
      await wait(FIRST_PAUSE_MS)
    }
  }

  get #handle(): ContainerHandle {
    return this.#context.handle.get() as unknown as ContainerHandle
  }

  async #note(changes: Partial<ContainerHandle>): Promise<void> {
    await this.#context.handle.set({ ...this.#handle, ...changes } as unknown as Json)
  }

  /** False if there is none. */
  async #isBegun(): Promise<boolean> {
    const { engine, name } = this.#handle
    const { signal } = this.#context
    const state = await this.#settled((each) => each?.isNew !== true)
    if (state?.isNew !== true) return state !== null
    // The start that was under way would have come by now.
    const end = await callEngine(engine, ['start', name], { signal, leavesProcesses: true })
    if (end.code !== 0) throw new Error(`"${engine}" did not start the container: ${lastLine(end)}`)
    return true
  }

  /** Its state as soon as it is as wanted, or after a while. */
  async #settled(isWanted: (state: ContainerState | null) => boolean): Promise<ContainerState | null> {
    const { engine, name } = this.#handle
    for (const limit = performance.now() + SETTLE_MS; ; await wait(SETTLE_LOOK_MS)) {
      const state = await stateOf(engine, name)
      if (isWanted(state) || performance.now() > limit) return state
    }
  }

  async #awaitEnd(): Promise<ContainerState> {
    const { signal, logger } = this.#context
    let awaySince: number | null = null
    for (let pauseMs = FIRST_PAUSE_MS; ; pauseMs = Math.min(pauseMs * 2, LONGEST_PAUSE_MS)) {
      try {
        const state = await this.#followOnce()
        if (state?.isOver === true) return state
        if (state === null) throw await this.#gone()
        awaySince = null
      } catch (error) {
        signal.throwIfAborted()
        if (!(error instanceof EngineError)) throw error
        if (awaySince === null) logger.warn(`The engine is away: ${error.message} The container goes on.`)
        awaySince ??= performance.now()
        const awayMs = performance.now() - awaySince
        if (awayMs > this.#unreachableMs)
          throw new Error(`The engine was away for ${Math.round(awayMs / 1000)} s: ${error.message}`, { cause: error })
      }
      await wait(pauseMs, { signal })
    }
  }

  async #followOnce(): Promise<ContainerState | null> {
    const { engine, name, loggedUntil } = this.#handle
    const ended = new AbortController()
    const signal = AbortSignal.any([this.#context.signal, ended.signal])
    const since = loggedUntil === null ? [] : ['--since', loggedUntil]
    const log = callEngine(engine, ['logs', '--follow', ...since, name], { signal, take: this.#taker() }).catch(
      () => undefined,
    )
    await callEngine(engine, ['wait', name], { signal })
    await Promise.race([log, wait(LAST_LOG_MS)])
    ended.abort()
    await log
    return stateOf(engine, name, this.#context.signal)
  }

  /** Writes output into the log, and notes until when. */
  #taker(): (chunk: Buffer) => void {
    let notedAt = performance.now()
    return (chunk) => {
      process.stdout.write(chunk)
      if (performance.now() - notedAt < NOTE_MS) return
      notedAt = performance.now()
      // The server may be away. The next note follows.
      void this.#note({ loggedUntil: new Date().toISOString() }).catch(() => undefined)
    }
  }

  async #end({ exitCode, ranOutOfMemory, error }: ContainerState): Promise<void> {
    const why = ranOutOfMemory ? ` ${OUT_OF_MEMORY}` : error === '' ? '' : ` ${error}`
    const output = exitCode === 0 ? await this.#readOutput() : null
    await this.#note({ exitCode, output, reason: `The container exited with ${exitCode}.${why}` })
  }

  async #readOutput(): Promise<Json> {
    const { engine, name } = this.#handle
    const maxBytes = MAX_RESULT_BYTES + TAR_BYTES
    const { code, stdout } = await callEngine(engine, ['cp', `${name}:${OUTPUT_FILE}`, '-'], { maxBytes })
    if (code !== 0) return null
    const content = firstFileOf(stdout, MAX_RESULT_BYTES)
    if (content === null)
      throw new NonRetryableError(
        `The output of the container is larger than ${MAX_RESULT_BYTES / 1024} KiB. Write less to "$AIFLOW_OUTPUT_FILE".`,
      )
    const text = content.toString('utf8').trim()
    if (text === '') return null
    try {
      return JSON.parse(text)
    } catch (cause) {
      throw new NonRetryableError('What the container wrote to "$AIFLOW_OUTPUT_FILE" is not JSON.', { cause })
    }
  }

  async #gone(): Promise<Error> {
    const { name } = this.#handle
    await this.#context.handle.set(null)
    return new Error(`The container ${name} was removed by somebody else, so its exit code is not known.`)
  }
}
