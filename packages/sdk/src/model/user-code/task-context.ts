import type { Connection } from '../connections/connection-types.ts'
import type { Event, SendOptions } from '../event/event.ts'
import type { AnyEventType, EventType } from '../event/event-type.ts'
import type { ExecutionType } from '../execution/execution-type.ts'
import type { TaskExecutionKey } from '../execution/task-execution.ts'
import type { Json, JsonByName } from '../json/json.ts'
import type { JsonOf } from '../json/json-of.ts'
import type { Context, TaskWithOutput } from './context.ts'

/** Why this task execution was started. */
export interface TaskTrigger {
  readonly type: ExecutionType
  /** The name of the rule that fired, or `null` if the task was started by hand, by its timer or with its execution. */
  readonly rule: string | null
  /** The events that met the rule, the deciding one last. */
  readonly events: readonly Event[]
  /** Outputs of the upstream tasks whose success fired the rule, by task name. */
  readonly outputs: JsonByName
}

/** The time of a schedule that something was started for. Milliseconds since the epoch. */
export interface TaskSchedule {
  /** The name of the schedule; `null` for the own timer of a periodic task, and for an expression without a name. */
  readonly name: string | null
  /** The time of the schedule, which may be long before the start. */
  readonly dueTime: number
  /** The time of the schedule before that: the interval includes it. */
  readonly intervalStart: number
  /** The due time: the interval ends before it. */
  readonly intervalEnd: number
}

/** Where a task belongs. */
export interface TaskWorkflow {
  readonly name: string
  readonly namespace: string
  readonly executionId: number
}

/** Which execution and attempt of a task this is. */
export interface TaskIdentity {
  readonly name: string
  /** Counts the executions of the task in its workflow execution: 1, 2, 3, … */
  readonly sequenceNumber: number
  /** Counts the attempts of this task execution: 1, 2, 3, … */
  readonly attemptNumber: number
  /** Unique for ever; a fencing token for effects on the outside world. */
  readonly attemptId: string
  readonly key: TaskExecutionKey
}

/** Writes lines to the log of the attempt. */
export interface TaskLogger {
  /** Logs details for those who look for a fault; `fields` are appended as JSON. */
  debug(message: string, fields?: Readonly<Record<string, unknown>>): void
  /** Logs what happens; `fields` are appended as JSON. */
  info(message: string, fields?: Readonly<Record<string, unknown>>): void
  /** Logs what may be a fault; `fields` are appended as JSON. */
  warn(message: string, fields?: Readonly<Record<string, unknown>>): void
  /** Logs what went wrong; `fields` are appended as JSON. */
  error(message: string, fields?: Readonly<Record<string, unknown>>): void
}

/** Options of `events.listen`. */
export interface ListenOptions {
  /** Where to begin. `'now'` (default): events appended from now on. A number: events after this offset. */
  readonly from?: 'now' | number
  /** Ends the iteration. A stop of the task ends it, too. */
  readonly signal?: AbortSignal
}

/** The keys of events, or types that stand for theirs. */
export type EventKeys = string | AnyEventType | readonly (string | AnyEventType)[]

/** Sends and receives events as this task. */
export interface TaskEvents {
  /**
   * Sends an event and resolves with its offset when it is durable. It is stored once even if it had to be sent again.
   * Throws RESERVED_KEY, TOO_LARGE or INVALID_ARGUMENT.
   */
  send(key: string, value?: string | null, options?: SendOptions): Promise<{ readonly offset: number }>
  /** The same for an event type, whose value is checked and written as JSON. */
  send<Input>(
    type: EventType<unknown, Input>,
    value: NoInfer<Input>,
    options?: SendOptions,
  ): Promise<{ readonly offset: number }>
  /**
   * Events with one of the keys or types, in the order of the log: those for this workflow execution and those for the whole
   * namespace. The iteration ends without an error when the task is asked to stop.
   */
  listen(keys: EventKeys, options?: ListenOptions): AsyncIterable<Event>
}

/** Remembers work outside the process of the task, so that it can be found again after a crash. */
export interface TaskHandle {
  /** The handle that was set last, possibly by an earlier attempt, or `null` if none was set. */
  get(): Json
  /** Sets the handle; durable when the promise resolves. Await it before you rely on the outside work. */
  set(handle: Json): Promise<void>
}

/** Outputs of upstream tasks. */
export interface TaskOutputs<Outputs = JsonByName> {
  /** The output of `task` that started this task, or of its last SUCCESS, or `undefined` if there is neither. */
  get<Output>(task: TaskWithOutput<Output>): JsonOf<Output> | undefined
  /** The same by the name of the task. If the option `startAfter` is used, it is one of the tasks that are named there. */
  get<Name extends keyof Outputs & string>(taskName: Name): Outputs[Name] | undefined
}

/** The content of an artifact: text, bytes, or the content of a file. */
export type ArtifactSource = string | Uint8Array | { readonly file: string }

/** Artifacts of an upstream task: of its last SUCCESS before this start, or else of its last SUCCESS. */
export interface TaskArtifacts {
  /** The artifacts, by name. */
  list(): Promise<readonly TaskArtifact[]>
  /** Downloads a file into the folder of this attempt, once, and resolves to its path. Throws ARTIFACT_NOT_FOUND. */
  path(name: string): Promise<string>
}

/** A file that a task has left. */
export interface TaskArtifact {
  /** A relative path. */
  readonly name: string
  /** Size in bytes. */
  readonly size: number
  /** SHA-256 of its content, in hex. */
  readonly sha256: string
}

/** Files that outlive their task. */
export interface ArtifactStore {
  /**
   * Leaves a file with the output of this task execution, and replaces one of the same name. Durable when the promise
   * resolves. `name` is a relative path. Throws INVALID_ARGUMENT and TOO_LARGE.
   */
  put(name: string, content: ArtifactSource): Promise<void>
  /** The artifacts of a task of this workflow execution. */
  of(task: TaskWithOutput | string): TaskArtifacts
}

/**
 * What the code of a task sees and can do. `getTaskStatus` and states answer as of the start of the attempt, or of the last
 * `refresh()`; updates of states by this attempt are seen at once. `getState(d).value()` returns a copy, and
 * `await getState(d).update(v)` is durable when it resolves.
 */
export interface TaskContext<
  Parameters = JsonByName,
  Outputs = JsonByName,
  Connections = Readonly<Record<string, Connection>>,
  Item = Json | undefined,
> extends Context {
  /** Aborted when the task is asked to stop; pass it to everything that waits. */
  readonly signal: AbortSignal
  readonly trigger: TaskTrigger
  readonly workflow: TaskWorkflow
  /**
   * The time that a periodic task, or else its workflow execution, was started for; `null` if no schedule, backfill or timer
   * started it.
   */
  readonly schedule: TaskSchedule | null
  /** The parameters of the workflow execution, with defaults. */
  readonly parameters: Parameters
  /** The item of the list that the task runs for; `undefined` without the option `mapOver`. */
  readonly item: Item
  /** The place of the item in the list, from 0; `null` without the option `mapOver`. */
  readonly itemIndex: number | null
  /** The values of the secrets that the task names in its option `secrets`, by the names that it gives them there. */
  readonly secrets: Readonly<Record<string, string>>
  /** The connections that the task names in its option `connections`, by the names that it gives them there. */
  readonly connections: Connections
  readonly task: TaskIdentity
  readonly logger: TaskLogger
  readonly events: TaskEvents
  readonly handle: TaskHandle
  readonly outputs: TaskOutputs<Outputs>
  readonly artifacts: ArtifactStore
  /** The folder of the files that were uploaded with the workflow: read-only, and the same for all attempts. */
  readonly files: string
  /**
   * Reads the statuses of tasks and the states of the workflow execution again, so that `getTaskStatus` and `getState` answer
   * as of now. Outputs and parameters stay those that the attempt was started with.
   */
  refresh(): Promise<void>
  /**
   * A folder of this attempt alone, created by the first call. It is removed when the attempt succeeds, and otherwise kept
   * for some days. Leave what others need as an artifact, or write it elsewhere.
   */
  folder(): Promise<string>
  /** Reports that the task is alive; a task with `livenessSeconds` has to do this at least that often. It is cheap. */
  reportAlive(): void
  /** Sets the output of the task. A value that its code returns wins. It is kept only if the task succeeds. */
  setOutput(value: Json): void
}
