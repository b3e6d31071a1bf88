import * as z from 'zod'
import type { Json } from '../../model/json/json.ts'
import { labelTexts } from '../../model/text/labels.ts'
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
  type UploadPreview,
  type UploadRequest,
  type UploadResponse,
  uploadPreviewSchema,
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
  /** Only workflows whose name contains this text. */
  readonly name?: string | undefined
  readonly enabled?: boolean | undefined
  /** Only those of this owner. */
  readonly owner?: string | undefined
  /** Only those with all of these labels, such as `{ team: 'data' }`. */
  readonly labels?: Readonly<Record<string, string>> | undefined
  /** Number of the newest executions that come with each workflow, up to 50; 0 by default. */
  readonly recent?: number | undefined
}

export interface StartExecutionOptions extends CallOptions {
  /** Parameters of the execution; the defaults of the workflow fill the rest. */
  readonly parameters?: Readonly<Record<string, Json>> | undefined
  /**
   * A past time of a schedule that the execution is for: milliseconds since the epoch or ISO 8601. It gets the data interval
   * of that time, and the parameters of the schedule, over which the given ones win.
   */
  readonly dueTime?: number | string | undefined
  /** Name of the schedule of the due time; may be left out if the workflow has one schedule. */
  readonly schedule?: string | undefined
}

/** Uploads workflows, manages them, and starts their executions. */
export class WorkflowsClient {
  readonly #transport: Transport

  constructor(transport: Transport) {
    this.#transport = transport
  }

  /** Uploads a bundle with its workflows. Either all are stored, or none. */
  upload(request: UploadRequest, { signal }: CallOptions = {}): Promise<UploadResponse> {
    const call = { method: 'POST', path: pathOf('workflows'), body: request, once: true, signal } as const
    return this.#transport.request(uploadResponseSchema, call)
  }

  /** Says what an upload would change, and stores nothing. Throws what the upload would throw, except for missing pools. */
  preview(request: UploadRequest, { signal }: CallOptions = {}): Promise<UploadPreview> {
    const call = { method: 'POST', path: pathOf('workflows', 'preview'), body: request, signal } as const
    return this.#transport.request(uploadPreviewSchema, call)
  }

  /** Workflows, by namespace and name. */
  list({ signal, labels, ...filter }: WorkflowListOptions = {}): Promise<Page<ListedWorkflow>> {
    const query = { ...filter, label: labelTexts(labels) }
    return this.#transport.request(workflowPageSchema, { method: 'GET', path: pathOf('workflows'), query, signal })
  }

  /** One workflow, with its definition. Throws `WORKFLOW_NOT_FOUND`. */
  get(namespace: string, name: string, { signal }: CallOptions = {}): Promise<WorkflowDetail> {
    const path = pathOf('workflows', namespace, name)
    return this.#transport.request(workflowDetailSchema, { method: 'GET', path, signal })
  }

  /** Enables a workflow, so that it starts executions again. */
  enable(namespace: string, name: string, options: ChangeOptions = {}): Promise<WorkflowResource> {
    return this.#set(pathOf('workflows', namespace, name, 'enable'), options)
  }

  /** Disables a workflow: it starts no new executions, and active ones continue. */
  disable(namespace: string, name: string, options: ChangeOptions = {}): Promise<WorkflowResource> {
    return this.#set(pathOf('workflows', namespace, name, 'disable'), options)
  }

  /** Deletes a workflow, its triggers and its schedules. Its executions are removed later. Throws `EXECUTION_ALIVE`. */
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

  /** A page of the snapshots of a workflow, newest first. */
  snapshots(namespace: string, name: string, { signal, ...query }: PageOptions = {}): Promise<Page<SnapshotResource>> {
    const path = pathOf('workflows', namespace, name, 'snapshots')
    return this.#transport.request(snapshotPageSchema, { method: 'GET', path, query, signal })
  }

  /** One snapshot, with its files. Throws `SNAPSHOT_NOT_FOUND`. */
  snapshot(hash: string, { signal }: CallOptions = {}): Promise<SnapshotDetail> {
    const path = pathOf('snapshots', hash)
    return this.#transport.request(snapshotDetailSchema, { method: 'GET', path, signal })
  }

  /** The workflow file of a snapshot, or null if there is none or the token may not see it. */
  async source(hash: string, options: CallOptions = {}): Promise<{ path: string; text: string } | null> {
    const { source } = await this.snapshot(hash, options)
    if (source?.leftOut === undefined) return source
    const response = await this.#transport.open({ method: 'GET', path: source.leftOut.path, signal: options.signal })
    return { path: source.path, text: await response.text() }
  }

  /** Deletes a snapshot. Throws `SNAPSHOT_IN_USE` if a workflow starts from it or an execution ran from it. */
  async deleteSnapshot(hash: string, { signal }: CallOptions = {}): Promise<void> {
    await this.#transport.request(z.unknown(), {
      method: 'DELETE',
      path: pathOf('snapshots', hash),
      once: true,
      signal,
    })
  }

  /** Requests a stop of every active execution, and returns their number. */
  stopExecutions(namespace: string, name: string, { signal }: CallOptions = {}): Promise<{ stopped: number }> {
    const path = pathOf('workflows', namespace, name, 'executions', 'stop')
    const call = { method: 'POST', path, once: true, signal } as const
    return this.#transport.request(stopExecutionsResponseSchema, call)
  }

  /**
   * Starts a workflow execution. Throws `WORKFLOW_NOT_FOUND`, `WORKFLOW_DISABLED`, `WORKFLOW_FULL`, `SCHEDULE_NOT_FOUND` or,
   * for its parameters or its due time, `INVALID_ARGUMENT`.
   */
  startExecution(
    namespace: string,
    name: string,
    { parameters = {}, dueTime, schedule, signal }: StartExecutionOptions = {},
  ): Promise<StartExecutionResponse> {
    const path = pathOf('workflows', namespace, name, 'executions')
    const call = { method: 'POST', path, body: { parameters, dueTime, schedule }, once: true, signal } as const
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
