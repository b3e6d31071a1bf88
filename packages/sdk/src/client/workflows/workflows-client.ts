import * as z from 'zod'
import type { Json } from '../../model/json/json.ts'
import {
  type StartExecutionResponse,
  startExecutionResponseSchema,
  stopExecutionsResponseSchema,
} from '../../wire/http/executions.ts'
import type { Page } from '../../wire/http/paging.ts'
import { pageOf } from '../../wire/http/paging.ts'
import {
  type ListedWorkflow,
  listedWorkflowSchema,
  type SnapshotDetail,
  type SnapshotResource,
  snapshotDetailSchema,
  snapshotSchema,
  type UploadRequest,
  type UploadResponse,
  uploadResponseSchema,
  type WorkflowDetail,
  type WorkflowResource,
  workflowDetailSchema,
  workflowSchema,
} from '../../wire/http/workflows.ts'
import { type CallOptions, type ChangeOptions, ifMatch, type PageOptions } from '../transport/call.ts'
import { pathOf } from '../transport/path.ts'
import type { Transport } from '../transport/transport.ts'

const workflowPageSchema = pageOf(listedWorkflowSchema)
const snapshotPageSchema = pageOf(snapshotSchema)

export interface WorkflowListOptions extends PageOptions {
  readonly namespace?: string | undefined
  /** Part of the name. */
  readonly name?: string | undefined
  readonly enabled?: boolean | undefined
  /** How many of the newest executions come with each workflow: none by default, 50 at most. */
  readonly recent?: number | undefined
}

export interface StartExecutionOptions extends CallOptions {
  /** What the workflow declares; its defaults where they are left out. */
  readonly parameters?: Readonly<Record<string, Json>> | undefined
}

export class WorkflowsClient {
  readonly #transport: Transport

  constructor(transport: Transport) {
    this.#transport = transport
  }

  /** Stores all workflows of a bundle, or none. */
  upload(request: UploadRequest, { signal }: CallOptions = {}): Promise<UploadResponse> {
    const call = { method: 'POST', path: pathOf('workflows'), body: request, once: true, signal } as const
    return this.#transport.request(uploadResponseSchema, call)
  }

  list({ signal, ...query }: WorkflowListOptions = {}): Promise<Page<ListedWorkflow>> {
    return this.#transport.request(workflowPageSchema, { method: 'GET', path: pathOf('workflows'), query, signal })
  }

  /** Throws `WORKFLOW_NOT_FOUND`. */
  get(namespace: string, name: string, { signal }: CallOptions = {}): Promise<WorkflowDetail> {
    const path = pathOf('workflows', namespace, name)
    return this.#transport.request(workflowDetailSchema, { method: 'GET', path, signal })
  }

  enable(namespace: string, name: string, options: ChangeOptions = {}): Promise<WorkflowResource> {
    return this.#set(pathOf('workflows', namespace, name, 'enable'), options)
  }

  /** No new executions from now on; what lives is untouched. */
  disable(namespace: string, name: string, options: ChangeOptions = {}): Promise<WorkflowResource> {
    return this.#set(pathOf('workflows', namespace, name, 'disable'), options)
  }

  /** With its triggers and schedules at once; its executions are swept afterwards. Throws `EXECUTION_ALIVE`. */
  delete(namespace: string, name: string, { ifVersion, signal }: ChangeOptions = {}): Promise<WorkflowResource> {
    const path = pathOf('workflows', namespace, name)
    return this.#transport.request(workflowSchema, {
      method: 'DELETE',
      path,
      headers: ifMatch(ifVersion),
      once: true,
      signal,
    })
  }

  /** Newest first. */
  snapshots(namespace: string, name: string, { signal, ...query }: PageOptions = {}): Promise<Page<SnapshotResource>> {
    const path = pathOf('workflows', namespace, name, 'snapshots')
    return this.#transport.request(snapshotPageSchema, { method: 'GET', path, query, signal })
  }

  /** Throws `SNAPSHOT_NOT_FOUND`. */
  snapshot(hash: string, { signal }: CallOptions = {}): Promise<SnapshotDetail> {
    const path = pathOf('snapshots', hash)
    return this.#transport.request(snapshotDetailSchema, { method: 'GET', path, signal })
  }

  /** The workflow file of a snapshot, whole; null where there is none, or where the token may not see it. */
  async source(hash: string, options: CallOptions = {}): Promise<{ path: string; text: string } | null> {
    const { source } = await this.snapshot(hash, options)
    if (source?.leftOut === undefined) return source
    const response = await this.#transport.open({ method: 'GET', path: source.leftOut.path, signal: options.signal })
    return { path: source.path, text: await response.text() }
  }

  /** Throws `SNAPSHOT_IN_USE` where a workflow starts from it or an execution ran from it. */
  async deleteSnapshot(hash: string, { signal }: CallOptions = {}): Promise<void> {
    await this.#transport.request(z.unknown(), {
      method: 'DELETE',
      path: pathOf('snapshots', hash),
      once: true,
      signal,
    })
  }

  /** Asks every active execution to stop. */
  stopExecutions(namespace: string, name: string, { signal }: CallOptions = {}): Promise<{ stopped: number }> {
    const path = pathOf('workflows', namespace, name, 'executions', 'stop')
    const call = { method: 'POST', path, once: true, signal } as const
    return this.#transport.request(stopExecutionsResponseSchema, call)
  }

  /** Starts a workflow execution. Throws `WORKFLOW_NOT_FOUND`, `WORKFLOW_DISABLED`, `WORKFLOW_FULL` or, for its parameters, `INVALID_ARGUMENT`. */
  startExecution(
    namespace: string,
    name: string,
    { parameters = {}, signal }: StartExecutionOptions = {},
  ): Promise<StartExecutionResponse> {
    const path = pathOf('workflows', namespace, name, 'executions')
    const call = { method: 'POST', path, body: { parameters }, once: true, signal } as const
    return this.#transport.request(startExecutionResponseSchema, call)
  }

  #set(path: string, { ifVersion, signal }: ChangeOptions): Promise<WorkflowResource> {
    const call = {
      method: 'POST',
      path,
      headers: ifMatch(ifVersion),
      once: true,
      signal,
    } as const
    return this.#transport.request(workflowSchema, call)
  }
}
