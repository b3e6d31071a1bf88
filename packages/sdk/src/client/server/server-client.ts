import type { Json } from '../../model/json/json.ts'
import { type AuditEntry, auditEntrySchema } from '../../wire/http/access.ts'
import { type Configuration, configurationSchema } from '../../wire/http/configuration.ts'
import {
  type ForgetWorkerResponse,
  forgetWorkerResponseSchema,
  type ServerInfo,
  serverInfoSchema,
  stopServerResponseSchema,
} from '../../wire/http/executions.ts'
import { type Page, pageOf } from '../../wire/http/paging.ts'
import type { CallOptions, PageOptions } from '../transport/call.ts'
import { pathOf } from '../transport/path.ts'
import { valueOfResult } from '../transport/problems.ts'
import type { Transport } from '../transport/transport.ts'

const auditPageSchema = pageOf(auditEntrySchema)

export interface StopServerOptions extends CallOptions {
  /** Stop all tasks too. `false` by default: tasks outlive the server. */
  readonly tasks?: boolean | undefined
}

export interface AuditListOptions extends PageOptions {
  readonly namespace?: string | undefined
  /** Only changes requested by this token or task execution. */
  readonly sender?: string | undefined
  readonly principal?: string | undefined
  /** Include changes that tasks requested, such as setting a state; `false` by default. */
  readonly all?: boolean | undefined
  /** Only this action, such as `upload` or `stopExecution`. */
  readonly action?: string | undefined
  /** Only changes from this time on: milliseconds since the epoch, or ISO 8601. */
  readonly beginTime?: string | undefined
  /** Only changes before this time: milliseconds since the epoch, or ISO 8601. */
  readonly endTime?: string | undefined
}

/** Reads and controls the server itself. */
export class ServerClient {
  readonly #transport: Transport

  constructor(transport: Transport) {
    this.#transport = transport
  }

  /** The state of the server: its version, workers, load and faults. */
  info({ signal }: CallOptions = {}): Promise<ServerInfo> {
    return this.#transport.request(serverInfoSchema, { method: 'GET', path: pathOf('server'), signal })
  }

  /** The settings of the server, and the source of each. Needs the role `admin` for all namespaces. */
  configuration({ signal }: CallOptions = {}): Promise<Configuration> {
    return this.#transport.request(configurationSchema, { method: 'GET', path: pathOf('configuration'), signal })
  }

  /**
   * Gives up a worker that will not come back: its attempts count as lost. Throws `WORKER_CONNECTED` and
   * `WORKER_NOT_FOUND`. Needs the role `admin` for all namespaces.
   */
  forgetWorker(workerId: string, { signal }: CallOptions = {}): Promise<ForgetWorkerResponse> {
    const call = { method: 'DELETE', path: pathOf('workers', workerId), once: true, signal } as const
    return this.#transport.request(forgetWorkerResponseSchema, call)
  }

  /** Stops the server. It answers before it ends. */
  stop({ tasks = false, signal }: StopServerOptions = {}): Promise<{ aliveTasks: number }> {
    const call = { method: 'POST', path: pathOf('server', 'stop'), body: { tasks }, signal } as const
    return this.#transport.request(stopServerResponseSchema, call)
  }

  /**
   * The result of a change whose call timed out, or null while the change waits for its turn. Throws `EVENT_NOT_FOUND`, or
   * the error of the change if it was refused.
   */
  async result(offset: number, { signal }: CallOptions = {}): Promise<{ readonly value: Json } | null> {
    return valueOfResult((await this.#transport.resultOf(offset, signal)).result)
  }

  /** A page of requested changes, with who requested them and their results, newest first. */
  audit({ signal, ...query }: AuditListOptions = {}): Promise<Page<AuditEntry>> {
    return this.#transport.request(auditPageSchema, { method: 'GET', path: pathOf('audit'), query, signal })
  }
}
