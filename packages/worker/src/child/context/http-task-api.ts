import type { AIFlowClient, Artifact, ArtifactContent } from '@aiflow/sdk/client'
import { readTextFile, SMALL_FILE_BYTES } from '@aiflow/sdk/files'
import type { Json } from '@aiflow/sdk/internal/json'
import type { Event } from '@aiflow/sdk/internal/model'
import type { AttemptSpec } from '@aiflow/sdk/internal/worker-protocol'
import type { OutgoingEvent, TaskApi } from './task-api.ts'

export interface HttpTaskApiOptions {
  readonly spec: AttemptSpec
  readonly serverUrl: string
  /** Names the address of a server that came back elsewhere. */
  readonly serverFile: string
}

/** Asks the server over HTTP, with the token of the task. */
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
    const { namespace } = this.#options.spec
    yield* client.events.listen({ namespace, keys, from, signal })
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

  /** Tasks that never ask the server do not pay for the client. */
  #connect(): Promise<AIFlowClient> {
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
      // A remote worker has no such file, and one that is being written reads as broken.
    }
    return this.#options.serverUrl
  }
}
