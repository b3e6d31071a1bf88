import type { Event, SendOptions } from '../event/event.ts'
import type { ExecutionType } from '../execution/execution-type.ts'
import type { TaskExecutionKey } from '../execution/task-execution.ts'
import type { Json } from '../json/json.ts'
import type { Context } from './context.ts'

/** Why this task execution was started. */
export interface TaskTrigger {
  readonly type: ExecutionType
  /** The name of the rule that fired, `null` where the task was started by hand, by its timer or with its execution. */
  readonly rule: string | null
  /** The events that met the rule, the deciding one last. */
  readonly events: readonly Event[]
  /** Outputs of the upstream tasks whose success fired the rule, by task name. */
  readonly outputs: Readonly<Record<string, Json>>
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
  debug(message: string, fields?: Readonly<Record<string, unknown>>): void
  info(message: string, fields?: Readonly<Record<string, unknown>>): void
  warn(message: string, fields?: Readonly<Record<string, unknown>>): void
  error(message: string, fields?: Readonly<Record<string, unknown>>): void
}

/** What `events.listen` takes besides the keys. */
export interface ListenOptions {
  /** `'now'` (default): events appended from now on. A number: events after this offset. */
  readonly from?: 'now' | number
  /** Ends the iteration early; the stop of the task ends it always. */
  readonly signal?: AbortSignal
}

/** Sends and receives events as this task. */
export interface TaskEvents {
  /**
   * Appends an event and resolves with its offset when it is durable. Sent once, whatever happens to the connection.
   * Throws RESERVED_KEY, TOO_LARGE or INVALID_ARGUMENT.
   */
  send(key: string, value?: string | null, options?: SendOptions): Promise<{ readonly offset: number }>
  /**
   * Events with one of the keys, in the order of the log: those of this workflow execution and those of the whole
   * namespace. The iteration ends, without an error, when the task is asked to stop.
   */
  listen(keys: string | readonly string[], options?: ListenOptions): AsyncIterable<Event>
}

/** Remembers work that lives outside of the task's process, so that it can be found again after a crash. */
export interface TaskHandle {
  /** The handle that was set last, also by an earlier attempt; `null` where there is none. */
  get(): Json
  /** Durable when it resolves: call it before you rely on the outside work. */
  set(handle: Json): Promise<void>
}

/** What upstream tasks left. */
export interface TaskOutputs {
  /** The output that started this task, else that of the last SUCCESS of `taskName`; `undefined` where there is none. */
  get(taskName: string): Json | undefined
}

/** What an artifact holds: text, bytes, or what a file holds. */
export type ArtifactSource = string | Uint8Array | { readonly file: string }

/** Files that an upstream task has left: its last SUCCESS as of what started this one, else its last at all. */
export interface TaskArtifacts {
  list(): Promise<readonly TaskArtifact[]>
  /** Downloads a file into the folder of this attempt, once, and resolves to where it is. Throws ARTIFACT_NOT_FOUND. */
  path(name: string): Promise<string>
}

/** A file that a task has left. */
export interface TaskArtifact {
  /** A relative path. */
  readonly name: string
  /** Bytes. */
  readonly size: number
  /** SHA-256 of its content, in hex. */
  readonly sha256: string
}

/** Files that outlive their task. */
export interface ArtifactStore {
  /**
   * Leaves a file with the output of this task execution; it replaces one of the same name, and is durable when it resolves.
   * `name` is a relative path. Throws INVALID_ARGUMENT and TOO_LARGE.
   */
  put(name: string, content: ArtifactSource): Promise<void>
  /** What the task `taskName` of this workflow execution has left. */
  of(taskName: string): TaskArtifacts
}

/**
 * What the code of a task sees and can do. State is read as of the start of the attempt or this attempt's own last
 * update: `getState(d).value()` is a copy, and `await getState(d).update(v)` is durable when it resolves.
 */
export interface TaskContext extends Context {
  /** Aborted when the task is asked to stop; pass it to everything that waits. */
  readonly signal: AbortSignal
  readonly trigger: TaskTrigger
  readonly workflow: TaskWorkflow
  /**
   * The time that a periodic task, or else its workflow execution, was started for; `null` where no schedule, backfill or timer
   * started it.
   */
  readonly schedule: TaskSchedule | null
  /** What the workflow execution was started with, defaults filled. */
  readonly parameters: Readonly<Record<string, Json>>
  readonly task: TaskIdentity
  readonly logger: TaskLogger
  readonly events: TaskEvents
  readonly handle: TaskHandle
  readonly outputs: TaskOutputs
  readonly artifacts: ArtifactStore
  /** The folder of the files that were uploaded with the workflow: read-only, and the same for all attempts. */
  readonly files: string
  /**
   * A folder of this attempt alone, made by the first call. It is removed when the attempt has succeeded, and kept for some
   * days where it did not; what others need is an artifact or goes elsewhere.
   */
  folder(): Promise<string>
  /** Reports that the task is alive, which a task with `livenessSeconds` has to do that often. Costs next to nothing. */
  reportAlive(): void
  /** Sets the output of the task; a value returned by its code wins over it. Kept only if the task succeeds. */
  setOutput(value: Json): void
}
