import type { TaskStatus } from '@aiflow/sdk'
import { readTextFile } from '@aiflow/sdk/files'
import type { Json } from '@aiflow/sdk/internal/json'
import { type AttemptSpec, fromStatusRuns, type Trigger } from '@aiflow/sdk/internal/worker-protocol'
import type { AttemptFolder } from '../../journal/attempt-folder.ts'
import type { Statuses } from './task-api.ts'

/** The input of an attempt, as of its start. Large parts are read when the code needs them. */
export class TaskInput {
  readonly #spec: AttemptSpec
  readonly #folder: AttemptFolder
  readonly #taskNames: () => Iterable<string>
  #trigger: Trigger | null = null
  #states: ReadonlyMap<string, Json> | null = null
  #statuses: Statuses | null = null

  /** The names of the tasks of the workflow, in order of declaration. */
  constructor(spec: AttemptSpec, folder: AttemptFolder, taskNames: () => Iterable<string>) {
    this.#spec = spec
    this.#folder = folder
    this.#taskNames = taskNames
  }

  get trigger(): Trigger {
    this.#trigger ??= this.#read('trigger') ?? this.#spec.trigger
    return this.#trigger
  }

  get states(): ReadonlyMap<string, Json> {
    this.#states ??= new Map(Object.entries(this.#read<Record<string, Json>>('states') ?? this.#spec.states ?? {}))
    return this.#states
  }

  /** Takes newer states and statuses than those of the start. */
  renew(states: Readonly<Record<string, Json>>, statuses: Statuses): void {
    this.#states = new Map(Object.entries(states))
    this.#statuses = statuses
  }

  statusOf(taskName: string): TaskStatus | null {
    this.#statuses ??= this.#readStatuses()
    return this.#statuses.get(taskName) ?? null
  }

  #readStatuses(): Statuses {
    const { statusRuns, taskStatuses = {} } = this.#spec
    return statusRuns === undefined
      ? new Map(Object.entries(taskStatuses))
      : fromStatusRuns(statusRuns, this.#taskNames())
  }

  /** Null if it is in the spec. */
  #read<T>(part: 'trigger' | 'states'): T | null {
    if (!this.#spec.fetch?.includes(part)) return null
    // The file has what the server sent, unchanged.
    return JSON.parse(readTextFile(this.#folder.inputFile(part)))
  }
}
