import type * as z from 'zod'
import { type Page, pageOf } from '../../wire/http/paging.ts'
import { deleteAllResponseSchema } from '../../wire/http/workflows.ts'
import { type CallOptions, type ChangeOptions, ifMatch, type PageOptions } from '../transport/call.ts'
import { pathOf } from '../transport/path.ts'
import type { Transport } from '../transport/transport.ts'

export interface OfWorkflowOptions extends PageOptions {
  readonly namespace?: string | undefined
  readonly workflow?: string | undefined
}

/** What starts executions of a workflow: its triggers or its schedules. */
export abstract class OfWorkflowClient<Resource, New> {
  protected readonly transport: Transport
  readonly #nouns: string
  readonly #schema: z.ZodType<Resource>

  constructor(transport: Transport, nouns: 'triggers' | 'schedules', schema: z.ZodType<Resource>) {
    this.transport = transport
    this.#nouns = nouns
    this.#schema = schema
  }

  /** A page of them, in the order of their creation. */
  list({ signal, ...query }: OfWorkflowOptions = {}): Promise<Page<Resource>> {
    const call = { method: 'GET', path: pathOf(this.#nouns), query, signal } as const
    return this.transport.request(pageOf(this.#schema), call)
  }

  /** One of them, by name. */
  get(namespace: string, workflow: string, name: string, { signal }: CallOptions = {}): Promise<Resource> {
    const path = this.place(namespace, workflow, name)
    return this.transport.request(this.#schema, { method: 'GET', path, signal })
  }

  /** Adds one to a workflow. Throws `ALREADY_EXISTS`, `INVALID_CONDITION`, `INVALID_EXPRESSION` or `INVALID_ARGUMENT`. */
  add(namespace: string, workflow: string, body: New, { signal }: CallOptions = {}): Promise<Resource> {
    const path = this.place(namespace, workflow)
    return this.transport.request(this.#schema, { method: 'POST', path, body, once: true, signal })
  }

  /** Pauses it: it starts nothing until it is resumed. */
  pause(namespace: string, workflow: string, name: string, options: ChangeOptions = {}): Promise<Resource> {
    return this.#change('POST', this.place(namespace, workflow, name, 'pause'), options)
  }

  /** Resumes it. */
  resume(namespace: string, workflow: string, name: string, options: ChangeOptions = {}): Promise<Resource> {
    return this.#change('POST', this.place(namespace, workflow, name, 'resume'), options)
  }

  /** Deletes it. */
  async delete(namespace: string, workflow: string, name: string, options: ChangeOptions = {}): Promise<void> {
    await this.#change('DELETE', this.place(namespace, workflow, name), options)
  }

  /**
   * Deletes all of a workflow, and returns their names. An upload that changes the workflow adds the declared ones
   * again.
   */
  async deleteAll(namespace: string, workflow: string, { signal }: CallOptions = {}): Promise<readonly string[]> {
    const call = { method: 'DELETE', path: this.place(namespace, workflow), once: true, signal } as const
    return (await this.transport.request(deleteAllResponseSchema, call)).deleted
  }

  protected place(namespace: string, workflow: string, ...rest: readonly string[]): string {
    return pathOf('workflows', namespace, workflow, this.#nouns, ...rest)
  }

  #change(method: 'POST' | 'DELETE', path: string, { ifVersion, signal }: ChangeOptions): Promise<Resource> {
    const headers = ifMatch(ifVersion)
    return this.transport.request(this.#schema, { method, path, headers, once: true, signal })
  }
}
