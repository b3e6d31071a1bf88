import * as z from 'zod'
import type { TaskStatus } from '../../model/execution/task-status.ts'
import type { Json } from '../../model/json/json.ts'
import { type ArtifactsResponse, artifactsResponseSchema } from '../../wire/http/artifacts.ts'
import { stateValueSchema, taskStatusesResponseSchema } from '../../wire/http/events.ts'
import type { CallOptions } from '../transport/call.ts'
import { pathOf } from '../transport/path.ts'
import type { Transport } from '../transport/transport.ts'
import type { Bytes } from '../transport/written-call.ts'
import { type ArtifactContent, openArtifact } from './artifact-content.ts'

/**
 * What a running task may read and write, with its task token. Calls throw `UNAUTHENTICATED` once its attempt has
 * ended.
 */
export class TaskClient {
  readonly #transport: Transport

  constructor(transport: Transport) {
    this.#transport = transport
  }

  /** A named state of the workflow execution, or null if it is not set. */
  async readState(name: string, { signal }: CallOptions = {}): Promise<Json> {
    const path = pathOf('task', 'state', name)
    const state = await this.#transport.request(stateValueSchema, { method: 'GET', path, signal })
    return state.value
  }

  /** The status of the latest execution of each task of the workflow execution, by task name; null if it never ran. */
  async readStatuses({ signal }: CallOptions = {}): Promise<Readonly<Record<string, TaskStatus | null>>> {
    const path = pathOf('task', 'statuses')
    return (await this.#transport.request(taskStatusesResponseSchema, { method: 'GET', path, signal })).statuses
  }

  /** Sets a named state; null clears it. Durable when the promise resolves. */
  async writeState(name: string, value: Json, { signal }: CallOptions = {}): Promise<void> {
    const path = pathOf('task', 'state', name)
    await this.#transport.request(z.unknown(), { method: 'PUT', path, body: { value }, signal })
  }

  /**
   * Leaves an artifact with the output of this task execution; durable when the promise resolves. To send a file, open it
   * with `openAsBlob` of Node. Throws INVALID_ARGUMENT and TOO_LARGE.
   */
  async putArtifact(name: string, content: Bytes, { signal }: CallOptions = {}): Promise<void> {
    const path = pathOf('task', 'artifacts')
    await this.#transport.request(z.unknown(), { method: 'PUT', path, query: { name }, bytes: content, signal })
  }

  /**
   * The artifacts of a task of the same workflow execution: of its last SUCCESS before this start, or of its last
   * SUCCESS.
   */
  artifacts(task: string, { signal }: CallOptions = {}): Promise<ArtifactsResponse> {
    const path = pathOf('task', 'artifacts', task)
    return this.#transport.request(artifactsResponseSchema, { method: 'GET', path, signal })
  }

  /** Opens an artifact of a task of the same workflow execution. Throws ARTIFACT_NOT_FOUND. */
  openArtifact(task: string, name: string, options: CallOptions = {}): Promise<ArtifactContent> {
    return openArtifact(this.#transport, { path: pathOf('task', 'artifacts', task), name }, options)
  }

  /** Sets the handle of work outside, for the next attempt. Durable when the promise resolves. */
  async setHandle(handle: Json, { signal }: CallOptions = {}): Promise<void> {
    const path = pathOf('task', 'handle')
    await this.#transport.request(z.unknown(), { method: 'PUT', path, body: { handle }, signal })
  }
}
