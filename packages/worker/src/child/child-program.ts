import { startTimer } from '@aiflow/sdk/internal/time'
import type { BundleToImport, ChildSetup, FromChild, ToChild } from '../children/messages.ts'
import { formatHandle } from '../machine/process-handle.ts'
import { thisMachine } from '../machine/this-machine.ts'
import { type Bundle, importBundle, isBundle } from './bundle.ts'
import { ConditionRunner } from './conditions/condition-runner.ts'
import { describeError, logError } from './error-text.ts'
import { HeapWatch } from './isolation/heap-watch.ts'
import { currentOwner, runFor } from './isolation/ownership.ts'
import { Resources } from './isolation/residue.ts'
import { forbidExit, forbidProcesses, forbidSideEffects } from './isolation/side-effects.ts'
import { TaskEnvironment } from './isolation/task-environment.ts'
import { SharedRunner } from './shared/shared-runner.ts'
import { TaskOutput } from './shared/task-output.ts'
import { showAuthorsFrames } from './stack-trace.ts'
import { AssignedAttempts } from './tasks/assigned-attempts.ts'
import { TaskRunner } from './tasks/task-runner.ts'
import { WorkerConnection } from './worker-connection.ts'

/** How many timers, connections and the like the conditions of a process may leave behind. */
const SPARE_RESOURCES = 100
/** A task that is waiting for this child comes first. */
const WARM_UP_AFTER_MS = 250
/** Kept, since code that shares a process may not call it. */
const exit = process.exit.bind(process)

const CONDITION = { who: 'A condition' }
const SHARED_TASK = { who: 'A task that shares its process' }

/**
 * A child imports one bundle as soon as the worker names it, and then does what the worker says. It exits:
 *
 * - when the worker says so;
 * - when its worker has gone and it has no task;
 * - after a task that left something behind.
 */
export class ChildProgram {
  readonly #setup: ChildSetup
  readonly #connection: WorkerConnection
  readonly #environment = new TaskEnvironment()
  readonly #tasks: TaskRunner
  /** Null unless it runs many tasks at once. */
  readonly #shared: SharedRunner | null
  readonly #output = new TaskOutput()
  #conditions: ConditionRunner | null = null
  #bundle: Bundle | null = null
  #evaluations: Promise<void> = Promise.resolve()
  #question: string | null = null
  #resources = new Resources()
  readonly #heap: HeapWatch

  constructor(setup: ChildSetup) {
    this.#setup = setup
    this.#heap = new HeapWatch(setup.maxHeapBytes)
    this.#connection = new WorkerConnection(setup.socket, {
      hello: () => this.#hello(),
      receive: (message) => this.#receive(message),
      lost: () => this.#workerLost(),
    })
    const identity = { pid: process.pid, startTime: thisMachine().find(process.pid)?.startTime ?? '' }
    const handle = formatHandle({ identity, bootId: setup.bootId })
    const options = {
      attempts: new AssignedAttempts(handle, setup),
      serverFile: setup.serverFile,
      environment: this.#environment,
      heapBytes: () => this.#heap.bytes,
      send: (message: FromChild) => this.#connection.send(message),
      leave: () => this.#leave(),
    }
    this.#tasks = new TaskRunner(options)
    const { folder } = setup
    this.#shared = setup.kind === 'shared' ? new SharedRunner({ ...options, folder, output: this.#output, exit }) : null
  }

  async start(): Promise<void> {
    await this.#connection.connect()
  }

  async #import(source: BundleToImport): Promise<void> {
    if (!isBundle(source)) {
      this.#connection.send({ type: 'changedBundle' })
      return this.#leave()
    }
    showAuthorsFrames(source.bundle)
    if (this.#shared !== null) {
      this.#output.install()
      forbidProcesses(SHARED_TASK)
    }
    if (this.#setup.kind === 'task') this.#environment.install()
    try {
      this.#bundle = await importBundle(source.bundle)
      this.#conditions = new ConditionRunner(this.#bundle)
    } catch (error) {
      this.#connection.send({ type: 'unusable', message: describeError(error) })
      logError(error)
      return this.#leave()
    }
    keepWritingToFullDisks()
    this.#heap.start()
    process.on('uncaughtException', (error) => this.#failed(error))
    process.on('unhandledRejection', (error) => this.#failed(error))
    this.#forbid()
    this.#connection.send({ type: 'ready' })
    if (this.#setup.kind !== 'condition') startTimer(() => void this.#tasks.warmUp(), WARM_UP_AFTER_MS).unref()
  }

  #hello(): FromChild {
    const { childId } = this.#setup
    const shared = this.#shared === null ? {} : { attemptIds: this.#shared.attemptIds }
    return { type: 'hello', childId, attemptId: this.#tasks.attemptId, answersStops: true, ...shared }
  }

  /** Code that shares the process gets an error instead. */
  #forbid(): void {
    if (this.#setup.kind === 'condition') forbidSideEffects(CONDITION)
    if (this.#shared === null) return
    forbidSideEffects(SHARED_TASK)
    forbidExit(SHARED_TASK)
  }

  #receive(message: ToChild): void {
    switch (message.type) {
      case 'import':
        return void this.#import(message)
      case 'run':
        if (this.#bundle !== null) void (this.#shared ?? this.#tasks).run(message, this.#bundle)
        return
      case 'stop':
        return void (this.#shared ?? this.#tasks).stop(message.attemptId)
      case 'ping':
        return this.#connection.send({ type: 'pong' })
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
    if (this.#heap.isLarge || this.#resources.hasMore(SPARE_RESOURCES)) this.#wearOut()
  }

  #workerLost(): void {
    if (this.#shared === null && this.#tasks.attemptId === null) exit(0)
    const tasks = this.#shared ?? this.#tasks
    tasks.leaveWhenDone()
    this.#connection.reconnect()
  }

  #leave(): void {
    this.#connection.close(() => exit(0))
  }

  /** An error in something that an earlier task left behind does not fail the present task. */
  #failed(error: unknown): void {
    const owner = currentOwner()
    if (this.#shared !== null) return this.#shared.fail(owner, error)
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
    exit(1)
  }
}

/** Output that cannot be written to the log is lost, but does not end the task. `console` does the same. */
function keepWritingToFullDisks(): void {
  for (const stream of [process.stdout, process.stderr]) stream.on('error', () => undefined)
}
