import * as z from 'zod'
import { type Page, pageOf } from '../wire/http/paging.ts'
import {
  deleteAllResponseSchema,
  type NewSchedule,
  nextTimesResponseSchema,
  type WorkflowScheduleResource,
  workflowScheduleSchema,
} from '../wire/http/workflows.ts'
import { type CallOptions, type ChangeOptions, ifMatch } from './call.ts'
import { pathOf } from './path.ts'
import type { Transport } from './transport.ts'
import type { OfWorkflowOptions } from './triggers-client.ts'

const schedulePageSchema = pageOf(workflowScheduleSchema)

/** What starts workflow executions at times. Calls that name a schedule throw `SCHEDULE_NOT_FOUND`. */
export class SchedulesClient {
  readonly #transport: Transport

  constructor(transport: Transport) {
    this.#transport = transport
  }

  list({ signal, ...query }: OfWorkflowOptions = {}): Promise<Page<WorkflowScheduleResource>> {
    return this.#transport.request(schedulePageSchema, { method: 'GET', path: pathOf('schedules'), query, signal })
  }

  get(
    namespace: string,
    workflow: string,
    name: string,
    { signal }: CallOptions = {},
  ): Promise<WorkflowScheduleResource> {
    const path = pathOf('workflows', namespace, workflow, 'schedules', name)
    return this.#transport.request(workflowScheduleSchema, { method: 'GET', path, signal })
  }

  /** When it fires next, in milliseconds since the epoch; `count` is 1 by default, 100 at most. */
  async nextTimes(
    namespace: string,
    workflow: string,
    name: string,
    { count, signal }: CallOptions & { readonly count?: number | undefined } = {},
  ): Promise<readonly number[]> {
    const path = pathOf('workflows', namespace, workflow, 'schedules', name, 'next')
    const call = { method: 'GET', path, query: { count }, signal } as const
    return (await this.#transport.request(nextTimesResponseSchema, call)).times
  }

  /** Throws `ALREADY_EXISTS`, `INVALID_EXPRESSION` or `INVALID_ARGUMENT`. */
  add(
    namespace: string,
    workflow: string,
    schedule: NewSchedule,
    { signal }: CallOptions = {},
  ): Promise<WorkflowScheduleResource> {
    const path = pathOf('workflows', namespace, workflow, 'schedules')
    return this.#transport.request(workflowScheduleSchema, { method: 'POST', path, body: schedule, once: true, signal })
  }

  pause(
    namespace: string,
    workflow: string,
    name: string,
    options: ChangeOptions = {},
  ): Promise<WorkflowScheduleResource> {
    return this.#set(pathOf('workflows', namespace, workflow, 'schedules', name, 'pause'), options)
  }

  resume(
    namespace: string,
    workflow: string,
    name: string,
    options: ChangeOptions = {},
  ): Promise<WorkflowScheduleResource> {
    return this.#set(pathOf('workflows', namespace, workflow, 'schedules', name, 'resume'), options)
  }

  async delete(
    namespace: string,
    workflow: string,
    name: string,
    { ifVersion, signal }: ChangeOptions = {},
  ): Promise<void> {
    const path = pathOf('workflows', namespace, workflow, 'schedules', name)
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
    const path = pathOf('workflows', namespace, workflow, 'schedules')
    return (await this.#transport.request(deleteAllResponseSchema, { method: 'DELETE', path, once: true, signal }))
      .deleted
  }

  #set(path: string, { ifVersion, signal }: ChangeOptions): Promise<WorkflowScheduleResource> {
    const call = {
      method: 'POST',
      path,
      headers: ifMatch(ifVersion),
      once: true,
      signal,
    } as const
    return this.#transport.request(workflowScheduleSchema, call)
  }
}
