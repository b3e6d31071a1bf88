import { startExecutionResponseSchema } from '../wire/http/executions.ts'
import type { Page } from '../wire/http/paging.ts'
import { pageOf } from '../wire/http/paging.ts'
import {
  type UploadRequest,
  type UploadResponse,
  uploadResponseSchema,
  type WorkflowDetail,
  type WorkflowResource,
  workflowDetailSchema,
  workflowSchema,
} from '../wire/http/workflows.ts'
import type { CallOptions, PageOptions } from './call.ts'
import { pathOf } from './path.ts'
import type { Transport } from './transport.ts'

const workflowPageSchema = pageOf(workflowSchema)

export interface WorkflowListOptions extends PageOptions {
  readonly namespace?: string | undefined
}

export class WorkflowsClient {
  readonly #transport: Transport

  constructor(transport: Transport) {
    this.#transport = transport
  }

  /** Stores all workflows of a bundle, or none. */
  upload(request: UploadRequest, { signal }: CallOptions = {}): Promise<UploadResponse> {
    // The same content again changes nothing, so it may be sent twice.
    const call = { method: 'POST', path: pathOf('workflows'), body: request, repeatable: true, signal } as const
    return this.#transport.request(uploadResponseSchema, call)
  }

  list({ signal, ...query }: WorkflowListOptions = {}): Promise<Page<WorkflowResource>> {
    return this.#transport.request(workflowPageSchema, { method: 'GET', path: pathOf('workflows'), query, signal })
  }

  /** Throws `WORKFLOW_NOT_FOUND`. */
  get(namespace: string, name: string, { signal }: CallOptions = {}): Promise<WorkflowDetail> {
    const path = pathOf('workflows', namespace, name)
    return this.#transport.request(workflowDetailSchema, { method: 'GET', path, signal })
  }

  enable(namespace: string, name: string, options: CallOptions = {}): Promise<WorkflowResource> {
    return this.#set(pathOf('workflows', namespace, name, 'enable'), options)
  }

  /** No new executions from now on; what lives is untouched. */
  disable(namespace: string, name: string, options: CallOptions = {}): Promise<WorkflowResource> {
    return this.#set(pathOf('workflows', namespace, name, 'disable'), options)
  }

  /** Starts a workflow execution. Throws `WORKFLOW_NOT_FOUND` or `WORKFLOW_DISABLED`. */
  startExecution(
    namespace: string,
    name: string,
    { signal }: CallOptions = {},
  ): Promise<{ workflowExecutionId: number }> {
    const path = pathOf('workflows', namespace, name, 'executions')
    return this.#transport.request(startExecutionResponseSchema, { method: 'POST', path, signal })
  }

  #set(path: string, { signal }: CallOptions): Promise<WorkflowResource> {
    return this.#transport.request(workflowSchema, { method: 'POST', path, repeatable: true, signal })
  }
}
