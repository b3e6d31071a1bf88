import * as z from 'zod'
import { type Page, pageOf } from '../wire/http/paging.ts'
import {
  deleteAllResponseSchema,
  type NewTrigger,
  type WorkflowTriggerResource,
  workflowTriggerSchema,
} from '../wire/http/workflows.ts'
import { type CallOptions, type ChangeOptions, ifMatch, type PageOptions } from './call.ts'
import { pathOf } from './path.ts'
import type { Transport } from './transport.ts'

const triggerPageSchema = pageOf(workflowTriggerSchema)

export interface OfWorkflowOptions extends PageOptions {
  readonly namespace?: string | undefined
  readonly workflow?: string | undefined
}

/** What starts workflow executions on events. Calls that name a trigger throw `TRIGGER_NOT_FOUND`. */
export class TriggersClient {
  readonly #transport: Transport

  constructor(transport: Transport) {
    this.#transport = transport
  }

  list({ signal, ...query }: OfWorkflowOptions = {}): Promise<Page<WorkflowTriggerResource>> {
    return this.#transport.request(triggerPageSchema, { method: 'GET', path: pathOf('triggers'), query, signal })
  }

  get(
    namespace: string,
    workflow: string,
    name: string,
    { signal }: CallOptions = {},
  ): Promise<WorkflowTriggerResource> {
    const path = pathOf('workflows', namespace, workflow, 'triggers', name)
    return this.#transport.request(workflowTriggerSchema, { method: 'GET', path, signal })
  }

  /** Throws `ALREADY_EXISTS`, `INVALID_CONDITION` or `INVALID_ARGUMENT`. */
  add(
    namespace: string,
    workflow: string,
    trigger: NewTrigger,
    { signal }: CallOptions = {},
  ): Promise<WorkflowTriggerResource> {
    const path = pathOf('workflows', namespace, workflow, 'triggers')
    return this.#transport.request(workflowTriggerSchema, { method: 'POST', path, body: trigger, once: true, signal })
  }

  pause(
    namespace: string,
    workflow: string,
    name: string,
    options: ChangeOptions = {},
  ): Promise<WorkflowTriggerResource> {
    return this.#set(pathOf('workflows', namespace, workflow, 'triggers', name, 'pause'), options)
  }

  resume(
    namespace: string,
    workflow: string,
    name: string,
    options: ChangeOptions = {},
  ): Promise<WorkflowTriggerResource> {
    return this.#set(pathOf('workflows', namespace, workflow, 'triggers', name, 'resume'), options)
  }

  async delete(
    namespace: string,
    workflow: string,
    name: string,
    { ifVersion, signal }: ChangeOptions = {},
  ): Promise<void> {
    const path = pathOf('workflows', namespace, workflow, 'triggers', name)
    await this.#transport.request(z.unknown(), {
      method: 'DELETE',
      path,
      headers: ifMatch(ifVersion),
      once: true,
      signal,
    })
  }

  /** Deletes all of a workflow; those that its code declares come back with its next upload that changes it. */
  async deleteAll(namespace: string, workflow: string, { signal }: CallOptions = {}): Promise<readonly string[]> {
    const path = pathOf('workflows', namespace, workflow, 'triggers')
    return (await this.#transport.request(deleteAllResponseSchema, { method: 'DELETE', path, once: true, signal }))
      .deleted
  }

  #set(path: string, { ifVersion, signal }: ChangeOptions): Promise<WorkflowTriggerResource> {
    const call = {
      method: 'POST',
      path,
      headers: ifMatch(ifVersion),
      once: true,
      signal,
    } as const
    return this.#transport.request(workflowTriggerSchema, call)
  }
}
