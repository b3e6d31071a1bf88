import { startTimer } from '@aiflow/sdk/internal/time'
import type { ChildSetup, ToChild } from '../children/messages.ts'
import { formatHandle } from '../machine/process-handle.ts'
import { thisMachine } from '../machine/this-machine.ts'
import { type Bundle, importBundle, isBundle } from './bundle.ts'
import { ConditionRunner } from './conditions/condition-runner.ts'
import { describeError, logError } from './error-text.ts'
import { currentOwner, runFor } from './isolation/ownership.ts'
import { Resources } from './isolation/residue.ts'
import { forbidSideEffects } from './isolation/side-effects.ts'
import { showAuthorsFrames } from './stack-trace.ts'
import { TaskRunner } from './tasks/task-runner.ts'
import { WorkerConnection } from './worker-connection.ts'

/** How many timers, connections and the like the conditions of a process may leave behind. */
const SPARE_RESOURCES = 100
/** A task that is waiting for this child comes first. */
const WARM_UP_AFTER_MS = 250

/**
 * A child imports the bundle once, and then does what the worker says. It exits:
 *
 * - when the worker says so;
 * - when its worker has gone and it has no task;
 * - after a task that left something behind.
 */
export class ChildProgram {
  readonly #setup: ChildSetup
  readonly #connection: WorkerConnection
  readonly #tasks: TaskRunner
  #conditions: ConditionRunner | null = null
  #bundle: Bundle | null = null
  #evaluations: Promise<void> = Promise.resolve()
  #question: string | null = null
  #resources = new Resources()

  constructor(setup: ChildSetup) {
    this.#setup = setup
    this.#connection = new WorkerConnection(setup.socket, {
      hello: () => ({ type: 'hello', childId: setup.childId, attemptId: this.#tasks.attemptId, answersStops: true }),
      receive: (message) => this.#receive(message),
      lost: () => this.#workerLost(),
    })
    const identity = { pid: process.pid, startTime: thisMachine().find(process.pid)?.startTime ?? '' }
    this.#tasks = new TaskRunner({
      handle: formatHandle({ identity, bootId: setup.bootId }),
      serverFile: setup.serverFile,
      send: (message) => this.#connection.send(message),
      leave: () => this.#leave(),
    })
  }

  async start(): Promise<void> {
    await this.#connection.connect()
    if (!isBundle(this.#setup)) {
      this.#connection.send({ type: 'changedBundle' })
      return this.#leave()
    }
    showAuthorsFrames(this.#setup.bundle)
    try {
      this.#bundle = await importBundle(this.#setup.bundle)
      this.#conditions = new ConditionRunner(this.#bundle)
    } catch (error) {
      this.#connection.send({ type: 'unusable', message: describeError(error) })
      logError(error)
      return this.#leave()
    }
    keepWritingToFullDisks()
    process.on('uncaughtException', (error) => this.#failed(error))
    process.on('unhandledRejection', (error) => this.#failed(error))
    if (this.#setup.kind === 'condition') forbidSideEffects()
    this.#connection.send({ type: 'ready' })
    if (this.#setup.kind === 'task') startTimer(() => void this.#tasks.warmUp(), WARM_UP_AFTER_MS).unref()
  }

  #receive(message: ToChild): void {
    switch (message.type) {
      case 'run':
        if (this.#bundle !== null) void this.#tasks.run(message, this.#bundle)
        return
      case 'stop':
        return void this.#tasks.stop(message.attemptId)
      case 'evaluate':
        // One at a time: answers come in the order of the questions, and the worker measures the time of the oldest.
        this.#evaluations = this.#evaluations.then(() => this.#evaluate(message))
        return
      case 'leave':
        return this.#leave()
    }
  }

  async #evaluate(message: Extract<ToChild, { type: 'evaluate' }>): Promise<void> {
    if (this.#conditions === null) return
    const { requestId } = message
    this.#question = requestId
    const result = await runFor(requestId, async () => this.#conditions?.evaluate(message))
    this.#question = null
    if (result === undefined) return
    this.#connection.send({ type: 'evaluated', requestId, result })
    if (this.#resources.hasMore(SPARE_RESOURCES)) this.#wearOut()
  }

  #workerLost(): void {
    if (this.#tasks.attemptId === null) process.exit(0)
    this.#tasks.leaveWhenDone()
    this.#connection.reconnect()
  }

  #leave(): void {
    this.#connection.close(() => process.exit(0))
  }

  /** An error in something that an earlier task left behind does not fail the present task. */
  #failed(error: unknown): void {
    const owner = currentOwner()
    const isOver = owner !== null && owner !== this.#tasks.attemptId && owner !== this.#question
    if (!isOver) return this.#crash(error)
    logError(error)
    this.#wearOut()
  }

  /** A process in which something was left gets no new work. The present task goes on to its end. */
  #wearOut(): void {
    if (this.#setup.kind === 'condition') return this.#connection.send({ type: 'worn' })
    if (this.#tasks.attemptId === null) return this.#leave()
    this.#tasks.leaveWhenDone()
  }

  /** An uncaught error ends the task and the process, whose state is unknown. */
  #crash(error: unknown): void {
    logError(error)
    this.#tasks.crash(error)
    process.exit(1)
  }
}

/** Output that cannot be written to the log is lost, but does not end the task. `console` does the same. */
function keepWritingToFullDisks(): void {
  for (const stream of [process.stdout, process.stderr]) stream.on('error', () => undefined)
}
