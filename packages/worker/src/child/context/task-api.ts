import type { Artifact, ArtifactContent } from '@aiflow/sdk/client'
import type { Json } from '@aiflow/sdk/internal/json'
import type { Event, TaskStatus } from '@aiflow/sdk/internal/model'

/** The status of the latest execution of each task by name; null if it never ran. */
export type Statuses = ReadonlyMap<string, TaskStatus | null>

/** An event that can be sent again if the connection breaks. */
type Content = string | Uint8Array<ArrayBuffer> | Blob

export interface OutgoingEvent {
  readonly key: string
  readonly value: string | null
  readonly context: string | null
  /** Null for the whole namespace. */
  readonly workflowExecutionId: number | null
}

/** The requests of a running task to the server. Each call retries until the server answers. */
export interface TaskApi {
  send(event: OutgoingEvent): Promise<{ readonly offset: number }>
  /** Events after the offset `from`. Ends without an error when the signal is aborted. */
  listen(keys: readonly string[], from: 'now' | number, signal: AbortSignal): AsyncIterable<Event>
  readStatuses(): Promise<Statuses>
  readStates(): Promise<Readonly<Record<string, Json>>>
  writeState(name: string, value: Json): Promise<void>
  setHandle(handle: Json): Promise<void>
  putArtifact(name: string, content: Content): Promise<void>
  listArtifacts(taskName: string): Promise<readonly Artifact[]>
  openArtifact(taskName: string, name: string): Promise<ArtifactContent>
}
