import type { Json } from '../../model/json/json.ts'
import { type Trigger, triggerSchema } from '../../wire/attempt.ts'
import { type ArtifactsResponse, artifactsResponseSchema } from '../../wire/http/artifacts.ts'
import {
  type FoundTaskExecution,
  foundTaskExecutionSchema,
  outputResponseSchema,
  type TaskExecutionResource,
  type TaskMetrics,
  taskActionResponseSchema,
  taskExecutionSchema,
  taskMetricsSchema,
} from '../../wire/http/executions.ts'
import { type Page, pageOf } from '../../wire/http/paging.ts'
import { type TaskItemResource, taskItemSchema } from '../../wire/http/task-items.ts'
import { type LogChunk, type LogMatches, logChunkSchema, logMatchesSchema } from '../../wire/http/task-logs.ts'
import { type Why, type WhyNot, whyNotSchema, whySchema } from '../../wire/http/why.ts'
import type { CallOptions, PageOptions } from '../transport/call.ts'
import { followStream } from '../transport/follow-stream.ts'
import { pathOf } from '../transport/path.ts'
import type { Transport } from '../transport/transport.ts'
import { type ArtifactContent, openArtifact } from './artifact-content.ts'

const taskExecutionPageSchema = pageOf(taskExecutionSchema)
const foundPageSchema = pageOf(foundTaskExecutionSchema)
const itemPageSchema = pageOf(taskItemSchema)
const metricsPageSchema = pageOf(taskMetricsSchema)

/** Names one task execution. */
export interface TaskExecutionRef {
  readonly workflowExecutionId: number
  readonly taskName: string
  readonly sequenceNumber: number
}

/** The result of an action on a task. */
export interface TaskActionResult {
  /** `pending`: it happens once the current execution has stopped. `ignored`: `reason` says why. */
  readonly verdict: 'accepted' | 'pending' | 'ignored'
  readonly reason: string | null
  /** The latest execution of the task, or null if it never ran. */
  readonly taskExecution: TaskExecutionResource | null
}

export interface TaskExecutionListOptions extends PageOptions {
  readonly task?: string | undefined
}

export interface FindTaskExecutionsOptions extends PageOptions {
  /** `living` by default. */
  readonly state?: 'living' | 'failed' | undefined
  readonly namespace?: string | undefined
  readonly workflow?: string | undefined
}

export interface ListItemsOptions extends PageOptions {
  /** All by default. */
  readonly status?: TaskItemResource['status'] | undefined
}

export interface StopTaskOptions extends CallOptions {
  /** Treat a stop in progress as done, although it is not confirmed. The outcome records that. `false` by default. */
  readonly force?: boolean | undefined
}

export interface ReadLogsOptions extends CallOptions {
  /** Where to begin, in bytes; 0 by default. A negative number counts from the end. */
  readonly offset?: number | undefined
  /** Maximum size of the chunk in bytes, up to 1 MiB; 256 KiB by default. */
  readonly maxBytes?: number | undefined
  /** The place of an item, from 0: needed for a task over a list. */
  readonly item?: number | undefined
  /** Number of the attempt: 1, 2, …; the last one by default. */
  readonly attempt?: number | undefined
  /**
   * Begin with what was written at this time or later, instead of at an offset: milliseconds since the epoch, or ISO
   * 8601.
   */
  readonly since?: number | string | undefined
  /** Begin with this line, from 1, instead of at an offset. A negative number counts lines from the end. */
  readonly line?: number | undefined
  /** `line`: begin at the first line at or after the given place, and end with a whole line if more follows. */
  readonly align?: 'line' | undefined
}

export interface SearchLogsOptions extends CallOptions {
  /** Where to begin, in bytes; 0 by default. */
  readonly offset?: number | undefined
  /** Maximum number of lines, up to 1000; 100 by default. */
  readonly limit?: number | undefined
  /** The place of an item, from 0: needed for a task over a list. */
  readonly item?: number | undefined
  /** Number of the attempt: 1, 2, …; the last one by default. */
  readonly attempt?: number | undefined
}

export interface FollowLogsOptions extends CallOptions {
  /** Where to begin, in bytes; 0 by default. A negative number counts from the end. */
  readonly offset?: number | undefined
  /** The place of an item, from 0: needed for a task over a list. */
  readonly item?: number | undefined
  /** Only this attempt: 1, 2, …; by default the last one and all later ones. */
  readonly attempt?: number | undefined
  /** Begin with this attempt, and continue with all later ones. */
  readonly fromAttempt?: number | undefined
}

export interface WhyOptions extends CallOptions {
  /** Maximum number of task executions to walk back; 20 by default. */
  readonly depth?: number | undefined
}

/** Task executions: their status, log, output, artifacts and metrics, and why they ran. */
export class TaskExecutionsClient {
  readonly #transport: Transport

  constructor(transport: Transport) {
    this.#transport = transport
  }

  /**
   * Running or failed tasks of all workflow executions, newest first. A page may be short or empty although more
   * follow.
   */
  find({ signal, ...query }: FindTaskExecutionsOptions = {}): Promise<Page<FoundTaskExecution>> {
    const path = pathOf('task-executions')
    return this.#transport.request(foundPageSchema, { method: 'GET', path, query, signal })
  }

  /** A page of the task executions of a workflow execution, newest first. */
  list(
    workflowExecutionId: number,
    { signal, ...query }: TaskExecutionListOptions = {},
  ): Promise<Page<TaskExecutionResource>> {
    const path = pathOf('workflow-executions', workflowExecutionId, 'task-executions')
    return this.#transport.request(taskExecutionPageSchema, { method: 'GET', path, query, signal })
  }

  /** One task execution. Throws `TASK_EXECUTION_NOT_FOUND`. */
  get(ref: TaskExecutionRef, { signal }: CallOptions = {}): Promise<TaskExecutionResource> {
    return this.#transport.request(taskExecutionSchema, { method: 'GET', path: executionPath(ref), signal })
  }

  /** The items of a task over a list, in its order, without their outputs. Throws `TASK_EXECUTION_NOT_FOUND`. */
  items(ref: TaskExecutionRef, { signal, ...query }: ListItemsOptions = {}): Promise<Page<TaskItemResource>> {
    const path = `${executionPath(ref)}/items`
    return this.#transport.request(itemPageSchema, { method: 'GET', path, query, signal })
  }

  /** One item of a task over a list, by its place, from 0. Throws `ITEM_NOT_FOUND`. */
  item(ref: TaskExecutionRef, index: number, { signal }: CallOptions = {}): Promise<TaskItemResource> {
    const path = `${executionPath(ref)}/items/${index}`
    return this.#transport.request(taskItemSchema, { method: 'GET', path, signal })
  }

  /** The artifacts that its last attempt left. Throws `TASK_EXECUTION_NOT_FOUND`. */
  artifacts(ref: TaskExecutionRef, { signal }: CallOptions = {}): Promise<ArtifactsResponse> {
    const path = `${executionPath(ref)}/artifacts`
    return this.#transport.request(artifactsResponseSchema, { method: 'GET', path, signal })
  }

  /** Opens an artifact. Throws `TASK_EXECUTION_NOT_FOUND` and `ARTIFACT_NOT_FOUND`. */
  openArtifact(ref: TaskExecutionRef, name: string, options: CallOptions = {}): Promise<ArtifactContent> {
    return openArtifact(this.#transport, { path: `${executionPath(ref)}/artifacts`, name }, options)
  }

  /** Why it ran: the chain back to its first cause. Throws `TASK_EXECUTION_NOT_FOUND`. */
  why(ref: TaskExecutionRef, { signal, ...query }: WhyOptions = {}): Promise<Why> {
    return this.#transport.request(whySchema, { method: 'GET', path: `${executionPath(ref)}/why`, query, signal })
  }

  /** Why a task does not run: what blocks it, and what its rules wait for. Throws `TASK_NOT_FOUND`. */
  whyNot(workflowExecutionId: number, task: string, { signal }: CallOptions = {}): Promise<WhyNot> {
    const path = pathOf('workflow-executions', workflowExecutionId, 'tasks', task, 'why-not')
    return this.#transport.request(whyNotSchema, { method: 'GET', path, signal })
  }

  /** Starts the task unless it is alive. Throws `TASK_NOT_FOUND`. */
  start(workflowExecutionId: number, task: string, options: CallOptions = {}): Promise<TaskActionResult> {
    return this.#act(workflowExecutionId, task, 'start', options)
  }

  /** Requests a stop of the task; it has stopped once its status is STOPPED. Throws `TASK_NOT_FOUND`. */
  stop(workflowExecutionId: number, task: string, options: StopTaskOptions = {}): Promise<TaskActionResult> {
    return this.#act(workflowExecutionId, task, 'stop', options)
  }

  /** Stops the task if it is alive, then starts it. Throws `TASK_NOT_FOUND`. */
  restart(workflowExecutionId: number, task: string, options: CallOptions = {}): Promise<TaskActionResult> {
    return this.#act(workflowExecutionId, task, 'restart', options)
  }

  /** Begins the next attempt of a RETRYING task now; does nothing in any other status. Throws `TASK_NOT_FOUND`. */
  retry(workflowExecutionId: number, task: string, options: CallOptions = {}): Promise<TaskActionResult> {
    return this.#act(workflowExecutionId, task, 'retry', options)
  }

  /**
   * One chunk of the log of an attempt. Throws `LOG_NOT_FOUND`, `WORKER_UNAVAILABLE`, or `PROTOCOL_MISMATCH` if the worker
   * is too old for `since` or `line`.
   */
  readLogs(ref: TaskExecutionRef, { signal, ...query }: ReadLogsOptions = {}): Promise<LogChunk> {
    const path = `${executionPath(ref)}/logs`
    return this.#transport.request(logChunkSchema, { method: 'GET', path, query, signal })
  }

  /**
   * Lines of the log that contain a text, in order. One call searches 32 MiB: continue at `nextOffset` until `complete` is
   * true, or until `nextOffset` no longer grows. Throws the errors of `readLogs`.
   */
  searchLogs(ref: TaskExecutionRef, text: string, { signal, ...options }: SearchLogsOptions = {}): Promise<LogMatches> {
    const path = `${executionPath(ref)}/logs/search`
    return this.#transport.request(logMatchesSchema, { method: 'GET', path, query: { text, ...options }, signal })
  }

  /**
   * Chunks of the log as they are written, over all attempts, until the task execution has ended. After an outage it
   * resumes where it was. The iteration ends without an error when the signal is aborted. Throws `LOG_NOT_FOUND` or
   * `WORKER_UNAVAILABLE`.
   */
  async *followLogs(ref: TaskExecutionRef, { signal, ...query }: FollowLogsOptions = {}): AsyncGenerator<LogChunk> {
    const path = `${executionPath(ref)}/logs/follow`
    for await (const { event, data } of followStream(this.#transport, { path, query, signal })) {
      if (event === 'end') return
      if (event === 'message') yield logChunkSchema.parse(JSON.parse(data))
    }
  }

  /** The metrics that its code reported, newest first. The last of each second is kept, for a day. */
  metrics(ref: TaskExecutionRef, { signal, ...query }: PageOptions = {}): Promise<Page<TaskMetrics>> {
    const path = `${executionPath(ref)}/metrics`
    return this.#transport.request(metricsPageSchema, { method: 'GET', path, query, signal })
  }

  /** The output of the task execution. Throws `OUTPUT_NOT_FOUND` if it has not succeeded. */
  async output(ref: TaskExecutionRef, { signal }: CallOptions = {}): Promise<Json> {
    const path = `${executionPath(ref)}/output`
    const answer = await this.#transport.request(outputResponseSchema, { method: 'GET', path, signal })
    return answer.output
  }

  /** What started it, with all values, up to 64 MiB; `get` leaves out large ones. Throws `TASK_EXECUTION_NOT_FOUND`. */
  trigger(ref: TaskExecutionRef, { signal }: CallOptions = {}): Promise<Trigger> {
    return this.#transport.request(triggerSchema, { method: 'GET', path: `${executionPath(ref)}/trigger`, signal })
  }

  async #act(id: number, task: string, verb: string, { signal, force }: StopTaskOptions): Promise<TaskActionResult> {
    const path = pathOf('workflow-executions', id, 'tasks', task, verb)
    const answer = await this.#transport.request(taskActionResponseSchema, {
      method: 'POST',
      path,
      query: { force },
      once: true,
      signal,
    })
    const { verdict, reason, sequenceNumber } = answer
    if (sequenceNumber === null) return { verdict, reason, taskExecution: null }
    const ref = { workflowExecutionId: id, taskName: task, sequenceNumber }
    return { verdict, reason, taskExecution: await this.get(ref, { signal }) }
  }
}

function executionPath({ workflowExecutionId, taskName, sequenceNumber }: TaskExecutionRef): string {
  return pathOf('workflow-executions', workflowExecutionId, 'task-executions', taskName, sequenceNumber)
}
