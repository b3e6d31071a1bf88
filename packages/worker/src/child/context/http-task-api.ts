import type { AIFlowClient, Artifact, ArtifactContent } from '@aiflow/sdk/client'
import { readTextFile, SMALL_FILE_BYTES } from '@aiflow/sdk/files'
import type { Json } from '@aiflow/sdk/internal/json'
import type { Event } from '@aiflow/sdk/internal/model'
import type { AttemptSpec } from '@aiflow/sdk/internal/worker-protocol'
import type { OutgoingEvent, Statuses, TaskApi } from './task-api.ts'
import type { TaskLifetime } from './task-lifetime.ts'

export interface HttpTaskApiOptions {
  readonly spec: AttemptSpec
  readonly serverUrl: string
  /** The file with the address of the server, which may change. */
  readonly serverFile: string
  readonly lifetime: TaskLifetime
}

/** Calls the server over HTTP, with the token of the task. Each call throws ATTEMPT_ENDED after the end of the task. */
export class HttpTaskApi implements TaskApi {
  readonly #options: HttpTaskApiOptions
  #client: Promise<AIFlowClient> | null = null

  constructor(options: HttpTaskApiOptions) {
    this.#options = options
  }

  async send(event: OutgoingEvent): Promise<{ readonly offset: number }> {
    const client = await this.#connect()
    const { offset } = await client.events.send({ ...event, namespace: this.#options.spec.namespace })
    return { offset }
  }

  async *listen(keys: readonly string[], from: 'now' | number, signal: AbortSignal): AsyncIterable<Event> {
    const client = await this.#connect()
    const { spec, lifetime } = this.#options
    const ended = AbortSignal.any([signal, lifetime.signal])
    yield* client.events.listen({ namespace: spec.namespace, keys, from, signal: ended })
  }

  async readStatuses(): Promise<Statuses> {
    const client = await this.#connect()
    return new Map(Object.entries(await client.task.readStatuses()))
  }

  async readStates(): Promise<Readonly<Record<string, Json>>> {
    const client = await this.#connect()
    return client.workflowExecutions.states(this.#options.spec.workflowExecutionId)
  }

  async writeState(name: string, value: Json): Promise<void> {
    const client = await this.#connect()
    await client.task.writeState(name, value)
  }

  async setHandle(handle: Json): Promise<void> {
    const client = await this.#connect()
    await client.task.setHandle(handle)
  }

  async putArtifact(name: string, content: string | Uint8Array<ArrayBuffer> | Blob): Promise<void> {
    const client = await this.#connect()
    await client.task.putArtifact(name, content)
  }

  async listArtifacts(taskName: string): Promise<readonly Artifact[]> {
    const client = await this.#connect()
    return (await client.task.artifacts(taskName)).artifacts
  }

  async openArtifact(taskName: string, name: string): Promise<ArtifactContent> {
    const client = await this.#connect()
    return client.task.openArtifact(taskName, name)
  }

  /** Imports the client when it is first needed. */
  async #connect(): Promise<AIFlowClient> {
    this.#options.lifetime.check()
    this.#client ??= this.#create()
    return this.#client
  }

  async #create(): Promise<AIFlowClient> {
    const { AIFlowClient } = await import('@aiflow/sdk/client')
    return new AIFlowClient({
      url: () => this.#findServer(),
      token: this.#options.spec.token,
      retry: { attempts: Number.POSITIVE_INFINITY },
    })
  }

  async #findServer(): Promise<string> {
    try {
      const content: unknown = JSON.parse(readTextFile(this.#options.serverFile, { maxBytes: SMALL_FILE_BYTES }))
      if (typeof content === 'object' && content !== null && 'url' in content) return String(content.url)
    } catch {
      // A remote worker has no such file, or it is being written and incomplete.
    }
    return this.#options.serverUrl
  }
}
