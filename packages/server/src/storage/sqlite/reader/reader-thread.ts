import { Worker } from 'node:worker_threads'
import { startTimer, stopTimer } from '@aiflow/sdk/internal/time'
import type { ReaderMessage, ReaderOrder, ReaderSetup } from './reader-messages.ts'
import type { ReaderProgram } from './reader-program.ts'

/** How long a thread that was asked to end may take before it is terminated. */
const LEAVE_MS = 250

export interface ReaderThreadOptions {
  readonly program: ReaderProgram
  readonly setup: ReaderSetup
  /** Heap limit in MiB, which does not include the cache of SQLite. */
  readonly heapMegabytes: number
  heard(message: ReaderMessage): void
  /** Called once if the thread cannot start or ends unasked; never before the constructor returns. */
  died(reason: Error): void
}

/** One run of the reader thread. It does not keep the process alive. */
export class ReaderThread {
  readonly #options: ReaderThreadOptions
  readonly #exited = Promise.withResolvers<void>()
  /** Null if the system could not create another thread. */
  readonly #worker: Worker | null
  #isOver = false

  constructor(options: ReaderThreadOptions) {
    this.#options = options
    this.#worker = this.#start()
  }

  send(order: ReaderOrder): void {
    this.#worker?.postMessage(order)
  }

  /**
   * Resolves once the thread has ended and its connection is closed. A thread that does not end when asked is terminated.
   * That ends JavaScript at once, but a statement that SQLite is running finishes first: nothing can interrupt it.
   */
  async end(): Promise<void> {
    this.#isOver = true
    this.#worker?.ref()
    this.send({ type: 'end' })
    const late = startTimer(() => void this.#worker?.terminate(), LEAVE_MS)
    await this.#exited.promise
    stopTimer(late)
  }

  #start(): Worker | null {
    const { program, setup, heapMegabytes } = this.#options
    try {
      const worker = new Worker(program.file, {
        name: 'reads',
        workerData: setup,
        execArgv: [...program.nodeArguments],
        resourceLimits: { maxOldGenerationSizeMb: heapMegabytes },
      })
      this.#listen(worker)
      worker.unref()
      return worker
    } catch (error) {
      this.#exited.resolve()
      queueMicrotask(() => this.#die(error))
      return null
    }
  }

  #listen(worker: Worker): void {
    worker.on('message', (message: ReaderMessage) => {
      if (!this.#isOver) this.#options.heard(message)
    })
    worker.on('messageerror', (error) => {
      this.#die(error)
      void this.end()
    })
    worker.on('error', (error) => this.#die(error))
    worker.on('exit', (code) => {
      this.#die(new Error(`it ended with code ${code}`))
      this.#exited.resolve()
    })
  }

  #die(reason: unknown): void {
    if (this.#isOver) return
    this.#isOver = true
    this.#options.died(reason instanceof Error ? reason : new Error(String(reason)))
  }
}
