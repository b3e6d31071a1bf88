import type { WorkflowStatus } from '../../model/execution/workflow-status.ts'
import {
  type BackfillPreview,
  type BackfillResource,
  backfillPreviewSchema,
  backfillSchema,
  type NewBackfill,
} from '../../wire/http/backfills.ts'
import { type Page, pageOf } from '../../wire/http/paging.ts'
import type { CallOptions, PageOptions } from '../transport/call.ts'
import { pathOf } from '../transport/path.ts'
import type { Transport } from '../transport/transport.ts'

const backfillPageSchema = pageOf(backfillSchema)

export interface BackfillListOptions extends PageOptions {
  readonly namespace?: string | undefined
  readonly workflow?: string | undefined
  readonly status?: WorkflowStatus | undefined
}

export interface StopBackfillOptions extends CallOptions {
  /** What becomes of the executions that run: `stop` (default), or `finish`. */
  readonly executions?: 'stop' | 'finish' | undefined
}

/** Executions for many past times of a schedule, as one thing. Calls with an id throw `BACKFILL_NOT_FOUND`. */
export class BackfillsClient {
  readonly #transport: Transport

  constructor(transport: Transport) {
    this.#transport = transport
  }

  /**
   * Starts an execution for each time from `from` (inclusive) until `to` (exclusive), `maxActive` at once. Throws
   * `WORKFLOW_NOT_FOUND`, `WORKFLOW_DISABLED`, `SCHEDULE_NOT_FOUND`, `INVALID_EXPRESSION`, `INVALID_ARGUMENT`, or `TOO_LARGE` for more
   * than 10,000 times.
   */
  start(
    namespace: string,
    workflow: string,
    backfill: NewBackfill,
    { signal }: CallOptions = {},
  ): Promise<BackfillResource> {
    const path = pathOf('workflows', namespace, workflow, 'backfills')
    return this.#transport.request(backfillSchema, { method: 'POST', path, body: backfill, once: true, signal })
  }

  /** The times that it would go over, and those that it would leave out. Throws the same errors as `start`. */
  preview(
    namespace: string,
    workflow: string,
    backfill: Omit<NewBackfill, 'maxActive' | 'parameters'>,
    { signal }: CallOptions = {},
  ): Promise<BackfillPreview> {
    const path = pathOf('workflows', namespace, workflow, 'backfills', 'preview')
    return this.#transport.request(backfillPreviewSchema, { method: 'GET', path, query: { ...backfill }, signal })
  }

  /** Newest first. */
  list({ signal, ...query }: BackfillListOptions = {}): Promise<Page<BackfillResource>> {
    return this.#transport.request(backfillPageSchema, { method: 'GET', path: pathOf('backfills'), query, signal })
  }

  /** One backfill. */
  get(id: number, { signal }: CallOptions = {}): Promise<BackfillResource> {
    return this.#transport.request(backfillSchema, { method: 'GET', path: pathOf('backfills', id), signal })
  }

  /** Starts no more executions until it is resumed; those that run go on. Throws `BACKFILL_ENDED`, as the next two. */
  pause(id: number, options: CallOptions = {}): Promise<BackfillResource> {
    return this.#post(id, 'pause', options)
  }

  /** Continues a paused backfill. */
  resume(id: number, options: CallOptions = {}): Promise<BackfillResource> {
    return this.#post(id, 'resume', options)
  }

  /** Starts no more executions, and stops those that run unless they are to finish. */
  stop(id: number, { executions, signal }: StopBackfillOptions = {}): Promise<BackfillResource> {
    return this.#post(id, 'stop', { signal }, executions === undefined ? {} : { executions })
  }

  #post(id: number, verb: string, { signal }: CallOptions, body?: object): Promise<BackfillResource> {
    const path = pathOf('backfills', id, verb)
    const sent = body === undefined ? {} : { body }
    return this.#transport.request(backfillSchema, { method: 'POST', path, ...sent, once: true, signal })
  }
}
