import { randomUUID } from 'node:crypto'
import { join } from 'node:path'
import { startTimer, stopTimer, type Timer } from '@aiflow/sdk/internal/time'
import type { LeavingProcesses } from '../../local/leaving-processes.ts'
import type { ProcessTable } from '../../machine/process-table.ts'
import { aheadArguments, aheadKey, type PythonCommand } from '../python-command.ts'
import { AheadProcess } from './ahead-process.ts'
import { killAhead, type LivingAhead, livingAhead, sweepAhead } from './living-ahead.ts'

/** A task has begun meanwhile, and has the processor first. */
const START_AFTER_MS = 100
const IDLE_MS = 5 * 60_000
/** How long nothing is started ahead after a module that could not be imported. */
const FAILED_MS = 60_000
/** How long one of an earlier worker may import on. */
const NOTICE_MS = 5000
/** Over all tasks. Each holds what its modules need. */
const MAX_AHEAD = 4

interface Kept {
  readonly process: AheadProcess
  readonly idle: Timer
}

export interface PythonAheadOptions {
  /** Where each has a folder. */
  readonly folder: string
  readonly shim: string
  readonly table: ProcessTable
  readonly leaving: LeavingProcesses
}

/**
 * Processes of Python that have imported the module of a task before the task starts: one for each module and environment, from
 * the first task on that asks for it. Each runs one task.
 */
export class PythonAhead {
  readonly #options: PythonAheadOptions
  /** By what they have imported, and where. The one that was wanted last is the last. */
  readonly #kept = new Map<string, Kept>()
  readonly #starting = new Map<string, Timer>()
  readonly #failed = new Map<string, Timer>()
  /** Elsewhere than on Linux nobody has measured it. */
  #isUsable = process.platform === 'linux'

  constructor(options: PythonAheadOptions) {
    this.#options = options
  }

  /** Takes the process that has imported what the command needs, or will have. Null if there is none. Ensures that there is one for the next. */
  take(command: PythonCommand): AheadProcess | null {
    const key = aheadKey(command)
    const kept = this.#kept.get(key) ?? null
    this.#forget(key)
    this.#startLater(key, command)
    return kept?.process ?? null
  }

  /** Those that run, including those of earlier workers that have a task. */
  living(): LivingAhead[] {
    return livingAhead(this.#options.table, this.#options.folder)
  }

  /** Removes what those of earlier workers left. Those without a task have a moment to notice that their worker has gone. */
  sweep(): void {
    const { table, folder } = this.#options
    sweepAhead(table, folder)
    const left = new Set(this.#withoutTask().map(({ id }) => id))
    if (left.size === 0) return
    const end = () => {
      for (const { id, mark, identity } of this.#withoutTask()) if (left.has(id)) killAhead(table, mark, identity.pid)
      sweepAhead(table, folder)
    }
    startTimer(end, NOTICE_MS).unref()
  }

  /** Those without a task exit. */
  stop(): void {
    this.#isUsable = false
    for (const timers of [this.#starting, this.#failed]) for (const timer of timers.values()) stopTimer(timer)
    for (const key of this.#kept.keys()) this.#leave(key)
  }

  #startLater(key: string, command: PythonCommand): void {
    if (!this.#isUsable || this.#starting.has(key) || this.#failed.has(key)) return
    const start = () => {
      this.#starting.delete(key)
      // The one before may have failed meanwhile.
      if (!this.#failed.has(key)) this.#start(key, command)
    }
    this.#starting.set(key, startTimer(start, START_AFTER_MS).unref())
  }

  #start(key: string, command: PythonCommand): void {
    const [oldest] = this.#kept.keys()
    if (this.#kept.size >= MAX_AHEAD && oldest !== undefined) this.#leave(oldest)
    let process: AheadProcess
    try {
      process = this.#create(command)
    } catch {
      // The next task gets a process of its own, which says what the machine is short of.
      return
    }
    this.#kept.set(key, { process, idle: startTimer(() => this.#leave(key), IDLE_MS).unref() })
    void process.ready.then((isReady) => {
      if (!isReady) this.#fail(key, process)
    })
    void process.exited.then(() => {
      if (this.#kept.get(key)?.process === process) this.#forget(key)
    })
  }

  #withoutTask(): LivingAhead[] {
    return this.living().filter(({ attemptId }) => attemptId === null)
  }

  #create(command: PythonCommand): AheadProcess {
    const { folder, shim, table } = this.#options
    const id = randomUUID()
    return new AheadProcess({
      id,
      folder: join(folder, id),
      shim,
      command: (own) => aheadArguments(command, own),
      environment: { ...command.inherited, ...command.operator.env },
      table,
    })
  }

  /** The task that imports the module itself says why it cannot. */
  #fail(key: string, process: AheadProcess): void {
    if (this.#kept.get(key)?.process === process) this.#forget(key)
    if (this.#isUsable) this.#failed.set(key, startTimer(() => this.#failed.delete(key), FAILED_MS).unref())
  }

  #leave(key: string): void {
    const process = this.#kept.get(key)?.process
    this.#forget(key)
    if (process === undefined) return
    this.#options.leaving.add(process.exited)
    process.leave()
  }

  #forget(key: string): void {
    stopTimer(this.#kept.get(key)?.idle ?? null)
    this.#kept.delete(key)
  }
}
