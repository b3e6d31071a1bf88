import type { Json } from '../../model/json/json.ts'
import { type Trigger, triggerSchema } from '../../wire/attempt.ts'
import { type ArtifactsResponse, artifactsResponseSchema } from '../../wire/http/artifacts.ts'
import {
  type FoundTaskExecution,
  foundTaskExecutionSchema,
  type LogChunk,
  type LogMatches,
  logChunkSchema,
  logMatchesSchema,
  outputResponseSchema,
  type TaskExecutionResource,
  type TaskMetrics,
  taskActionResponseSchema,
  taskExecutionSchema,
  taskMetricsSchema,
} from '../../wire/http/executions.ts'
import { type Page, pageOf } from '../../wire/http/paging.ts'
import { type Why, type WhyNot, whyNotSchema, whySchema } from '../../wire/http/why.ts'
import type { CallOptions, PageOptions } from '../transport/call.ts'
import { followStream } from '../transport/follow-stream.ts'
import { pathOf } from '../transport/path.ts'
import type { Transport } from '../transport/transport.ts'
import { type ArtifactContent, openArtifact } from './artifact-content.ts'

const taskExecutionPageSchema = pageOf(taskExecutionSchema)
const foundPageSchema = pageOf(foundTaskExecutionSchema)
const metricsPageSchema = pageOf(taskMetricsSchema)

/** Names one task execution. */
export interface TaskExecutionRef {
  readonly workflowExecutionId: number
  readonly taskName: string
  readonly sequenceNumber: number
}

/** What an action made of a task. */
export interface TaskActionResult {
  /** `pending`: it happens once the living execution has stopped. `ignored`: `reason` says why. */
  readonly verdict: 'accepted' | 'pending' | 'ignored'
  readonly reason: string | null
  /** The latest execution of the task, null where it never ran. */
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

export interface StopTaskOptions extends CallOptions {
  /** Take a stop that is under way for done, though nothing has confirmed it; its outcome says so for ever. */
  readonly force?: boolean | undefined
}

export interface ReadLogsOptions extends CallOptions {
  /** In bytes, 0 by default; negative: that many from the end. */
  readonly offset?: number | undefined
  /** At most 1 MiB, 256 KiB by default. */
  readonly maxBytes?: number | undefined
  /** 1, 2, …; the last one by default. */
  readonly attempt?: number | undefined
  /** Begin with what was written then or later, instead of an offset: milliseconds since the epoch or ISO 8601. */
  readonly since?: number | string | undefined
  /** Begin with this line of what is kept, from 1, instead of an offset; negative: so many lines from the end. */
  readonly line?: number | undefined
  /** `line`: begin where a line does, at the place asked for or after it, and end with one where more follows. */
  readonly align?: 'line' | undefined
}

export interface SearchLogsOptions extends CallOptions {
  /** Where to begin, in bytes; 0 by default. */
  readonly offset?: number | undefined
  /** At most 1000 lines, 100 by default. */
  readonly limit?: number | undefined
  /** 1, 2, …; the last one by default. */
  readonly attempt?: number | undefined
}

export interface FollowLogsOptions extends CallOptions {
  /** In bytes, 0 by default; negative: that many from the end. */
  readonly offset?: number | undefined
  /** 1, 2, …: this one only; by default the last one and those that follow it. */
  readonly attempt?: number | undefined
  /** Begin with this one, and go on with those that follow it. */
  readonly fromAttempt?: number | undefined
}

export interface WhyOptions extends CallOptions {
  /** At most so many task executions, 20 by default. */
  readonly depth?: number | undefined
}

export class TaskExecutionsClient {
  readonly #transport: Transport

  constructor(transport: Transport) {
    this.#transport = transport
  }

  /** Over all workflow executions, newest first. A page may be short, or empty, and still lead on. */
  find({ signal, ...query }: FindTaskExecutionsOptions = {}): Promise<Page<FoundTaskExecution>> {
    const path = pathOf('task-executions')
    return this.#transport.request(foundPageSchema, { method: 'GET', path, query, signal })
  }

  /** Newest first. */
  list(
    workflowExecutionId: number,
    { signal, ...query }: TaskExecutionListOptions = {},
  ): Promise<Page<TaskExecutionResource>> {
    const path = pathOf('workflow-executions', workflowExecutionId, 'task-executions')
    return this.#transport.request(taskExecutionPageSchema, { method: 'GET', path, query, signal })
  }

  /** Throws `TASK_EXECUTION_NOT_FOUND`. */
  get(ref: TaskExecutionRef, { signal }: CallOptions = {}): Promise<TaskExecutionResource> {
    return this.#transport.request(taskExecutionSchema, { method: 'GET', path: executionPath(ref), signal })
  }

  /** The files that its last attempt left. Throws `TASK_EXECUTION_NOT_FOUND`. */
  artifacts(ref: TaskExecutionRef, { signal }: CallOptions = {}): Promise<ArtifactsResponse> {
    const path = `${executionPath(ref)}/artifacts`
    return this.#transport.request(artifactsResponseSchema, { method: 'GET', path, signal })
  }

  /** Throws `TASK_EXECUTION_NOT_FOUND` and `ARTIFACT_NOT_FOUND`. */
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

  /** Stops the task; it has stopped when its status says so. Throws `TASK_NOT_FOUND`. */
  stop(workflowExecutionId: number, task: string, options: StopTaskOptions = {}): Promise<TaskActionResult> {
    return this.#act(workflowExecutionId, task, 'stop', options)
  }

  /** Stops the task where it is alive, then starts it. Throws `TASK_NOT_FOUND`. */
  restart(workflowExecutionId: number, task: string, options: CallOptions = {}): Promise<TaskActionResult> {
    return this.#act(workflowExecutionId, task, 'restart', options)
  }

  /** Begins the next attempt of a task that is RETRYING now; any other is left alone. Throws `TASK_NOT_FOUND`. */
  retry(workflowExecutionId: number, task: string, options: CallOptions = {}): Promise<TaskActionResult> {
    return this.#act(workflowExecutionId, task, 'retry', options)
  }

  /**
   * One chunk of what an attempt wrote. Throws `LOG_NOT_FOUND` or `WORKER_UNAVAILABLE`, and `PROTOCOL_MISMATCH` where the
   * worker is too old to know a time or a line.
   */
  readLogs(ref: TaskExecutionRef, { signal, ...query }: ReadLogsOptions = {}): Promise<LogChunk> {
    const path = `${executionPath(ref)}/logs`
    return this.#transport.request(logChunkSchema, { method: 'GET', path, query, signal })
  }

  /**
   * Lines that hold a text, in order. A call looks at 32 MiB: go on at `nextOffset` until `complete`, or until nothing more
   * is there. Throws as `readLogs` does.
   */
  searchLogs(ref: TaskExecutionRef, text: string, { signal, ...options }: SearchLogsOptions = {}): Promise<LogMatches> {
    const path = `${executionPath(ref)}/logs/search`
    return this.#transport.request(logMatchesSchema, { method: 'GET', path, query: { text, ...options }, signal })
  }

  /**
   * Chunks as they are written, over attempts that follow each other, until the task execution has ended; after an outage it carries on where it was. Ends, without an
   * error, when the signal is aborted. Throws `LOG_NOT_FOUND` or `WORKER_UNAVAILABLE`.
   */
  async *followLogs(ref: TaskExecutionRef, { signal, ...query }: FollowLogsOptions = {}): AsyncGenerator<LogChunk> {
    const path = `${executionPath(ref)}/logs/follow`
    for await (const { event, data } of followStream(this.#transport, { path, query, signal })) {
      if (event === 'end') return
      if (event === 'message') yield logChunkSchema.parse(JSON.parse(data))
    }
  }

  /** What its code said of its work, newest first; the newest of each second, for a day. */
  metrics(ref: TaskExecutionRef, { signal, ...query }: PageOptions = {}): Promise<Page<TaskMetrics>> {
    const path = `${executionPath(ref)}/metrics`
    return this.#transport.request(metricsPageSchema, { method: 'GET', path, query, signal })
  }

  /** Throws `OUTPUT_NOT_FOUND` where it has not succeeded. */
  async output(ref: TaskExecutionRef, { signal }: CallOptions = {}): Promise<Json> {
    const path = `${executionPath(ref)}/output`
    const answer = await this.#transport.request(outputResponseSchema, { method: 'GET', path, signal })
    return answer.output
  }

  /** What started it, with all its values, up to 64 MiB; `get` leaves out large ones. Throws `TASK_EXECUTION_NOT_FOUND`. */
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
