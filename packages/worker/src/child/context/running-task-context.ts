import type {
  ArtifactStore,
  State,
  StateDescriptor,
  TaskContext,
  TaskEvents,
  TaskHandle,
  TaskIdentity,
  TaskLogger,
  TaskOutputs,
  TaskSchedule,
  TaskStatus,
  TaskTrigger,
  TaskWithOutput,
  TaskWorkflow,
  ValueState,
} from '@aiflow/sdk'
import { type Json, ownValue } from '@aiflow/sdk/internal/json'
import { TASK_COMMAND, type TaskCommand, TaskExecutionKey } from '@aiflow/sdk/internal/model'
import type { AttemptSpec } from '@aiflow/sdk/internal/worker-protocol'
import type { RunMessage } from '../../children/messages.ts'
import { createFolder } from '../../folders/own-folders.ts'
import { connectionsForCode } from '../../masking/given-secrets.ts'
import { nameOfState, taskNamed } from './checked-arguments.ts'
import { stateNamed } from './condition-context.ts'
import { toJson } from './given-json.ts'
import type { TaskApi } from './task-api.ts'
import { createArtifactStore } from './task-artifacts.ts'
import { createTaskEvents } from './task-events.ts'
import type { TaskInput } from './task-input.ts'
import type { TaskLifetime } from './task-lifetime.ts'
import { ConsoleTaskLogger } from './task-logger.ts'

export const OUTPUT = { what: 'The output of the task', advice: 'Store it elsewhere and return where.' }
const HANDLE = { what: 'The handle of the task', advice: 'Keep large content elsewhere and its place here.' }

export interface RunningTaskContextOptions {
  readonly spec: AttemptSpec
  readonly api: TaskApi
  readonly input: TaskInput
  readonly signal: AbortSignal
  readonly places: Pick<RunMessage, 'ownFolder' | 'files' | 'secrets'>
  readonly command: TaskCommand
  readonly lifetime: TaskLifetime
  readonly reportAlive?: () => void
}

/**
 * The context of a running task. After the end of its attempt its methods throw ATTEMPT_ENDED, except those of its logger: a line
 * in a log never fails anything.
 */
export class RunningTaskContext implements TaskContext {
  /** For a `BashOperator` with a life cycle of its own. */
  readonly [TASK_COMMAND]: TaskCommand
  readonly signal: AbortSignal
  readonly workflow: TaskWorkflow
  readonly schedule: TaskSchedule | null
  readonly parameters: Readonly<Record<string, Json>>
  readonly item: Json | undefined
  readonly itemIndex: number | null
  readonly secrets: Readonly<Record<string, string>>
  readonly connections: TaskContext['connections']
  readonly task: TaskIdentity
  readonly logger: TaskLogger
  readonly events: TaskEvents
  readonly handle: TaskHandle
  readonly outputs: TaskOutputs
  readonly files: string
  readonly artifacts: ArtifactStore
  readonly reportAlive: () => void
  readonly #ownFolder: string
  readonly #api: TaskApi
  readonly #input: TaskInput
  readonly #lifetime: TaskLifetime
  /** The states that this attempt has set. */
  readonly #states = new Map<string, Json>()
  #refreshes = 0
  /** The newest refresh that was answered. */
  #refreshed = 0
  #output: Json | undefined

  constructor(options: RunningTaskContextOptions) {
    const { spec, api, input, signal, places, command, lifetime, reportAlive = () => undefined } = options
    this[TASK_COMMAND] = command
    this.files = places.files
    this.#ownFolder = places.ownFolder
    this.reportAlive = () => {
      lifetime.check()
      reportAlive()
    }
    this.#lifetime = lifetime
    this.#api = api
    this.#input = input
    this.signal = signal
    this.workflow = { name: spec.workflowName, namespace: spec.namespace, executionId: spec.workflowExecutionId }
    this.schedule = spec.schedule == null ? null : Object.freeze({ ...spec.schedule })
    this.parameters = Object.freeze({ ...spec.parameters })
    this.item = spec.item === undefined ? undefined : (spec.item.value ?? null)
    this.itemIndex = spec.item?.index ?? null
    this.secrets = Object.freeze({ ...places.secrets?.values })
    // Their types are what the server has checked.
    this.connections = Object.freeze(connectionsForCode(places.secrets)) as unknown as TaskContext['connections']
    this.task = identityOf(spec)
    this.logger = new ConsoleTaskLogger(spec.requestId)
    this.events = createTaskEvents(spec, api, signal)
    this.handle = createHandle(spec, api, lifetime)
    this.artifacts = createArtifactStore(api, () => this.folder())
    this.outputs = {
      // The types of outputs are what their tasks promise.
      get: ((task: unknown) => {
        lifetime.check()
        return structuredClone(ownValue(input.trigger.outputs, taskNamed('outputs.get', task)))
      }) as TaskOutputs['get'],
    }
  }

  get trigger(): TaskTrigger {
    return this.#input.trigger
  }

  get output(): Json | undefined {
    return this.#output
  }

  async folder(): Promise<string> {
    this.#lifetime.check()
    createFolder(this.#ownFolder)
    return this.#ownFolder
  }

  setOutput(value: Json): void {
    this.#lifetime.check()
    this.#output = value === undefined ? undefined : toJson(OUTPUT, value)
  }

  async refresh(): Promise<void> {
    const own = [...this.#states]
    this.#refreshes += 1
    const refresh = this.#refreshes
    const [states, statuses] = await Promise.all([this.#api.readStates(), this.#api.readStatuses()])
    // An answer that was overtaken by a later one is older.
    if (refresh < this.#refreshed) return
    this.#refreshed = refresh
    this.#input.renew(states, statuses)
    // What was set in the meantime is newer than what was read.
    for (const [name, value] of own) if (this.#states.get(name) === value) this.#states.delete(name)
  }

  getTaskStatus(task: TaskWithOutput | string): TaskStatus | null {
    this.#lifetime.check()
    return this.#input.statusOf(taskNamed('getTaskStatus', task))
  }

  getState<S extends State>(descriptor: StateDescriptor<S>): S {
    this.#lifetime.check()
    const name = nameOfState(descriptor)
    const write = async (value: Json) => {
      await this.#api.writeState(name, value)
      this.#states.set(name, value)
    }
    const state: ValueState<Json> = {
      value: () => {
        this.#lifetime.check()
        return structuredClone(this.#states.has(name) ? this.#states.get(name) : this.#input.states.get(name)) ?? null
      },
      update: (value) => write(toJson(stateNamed(name), value)),
      clear: () => write(null),
    }
    // Value states are the only kind of state, and the author of a descriptor vouches for its type.
    return state as State as S
  }
}

function identityOf(spec: AttemptSpec): TaskIdentity {
  const { taskName: name, sequenceNumber, attemptNumber, attemptId, workflowExecutionId } = spec
  const key = new TaskExecutionKey(workflowExecutionId, name, sequenceNumber)
  return { name, sequenceNumber, attemptNumber, attemptId, key }
}

function createHandle(spec: AttemptSpec, api: TaskApi, lifetime: TaskLifetime): TaskHandle {
  let current = spec.handle
  return {
    get: () => {
      lifetime.check()
      return current === null ? null : structuredClone(current)
    },
    set: async (value) => {
      const handle = toJson(HANDLE, value)
      await api.setHandle(handle)
      current = handle
    },
  }
}
