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
  /** Stop what still runs, then leave; tasks outlive the server by default. */
  readonly tasks?: boolean | undefined
}

export interface AuditListOptions extends PageOptions {
  readonly namespace?: string | undefined
  /** The name of a token, or a task execution. */
  readonly sender?: string | undefined
  readonly principal?: string | undefined
  /** Also what tasks asked for, such as setting a state. */
  readonly all?: boolean | undefined
  /** What was asked, such as `upload` or `stopExecution`. */
  readonly action?: string | undefined
  /** Milliseconds since the epoch or ISO 8601; inclusive. */
  readonly beginTime?: string | undefined
  /** Exclusive. */
  readonly endTime?: string | undefined
}

export class ServerClient {
  readonly #transport: Transport

  constructor(transport: Transport) {
    this.#transport = transport
  }

  info({ signal }: CallOptions = {}): Promise<ServerInfo> {
    return this.#transport.request(serverInfoSchema, { method: 'GET', path: pathOf('server'), signal })
  }

  /** What the server runs with, and where each setting comes from. Needs the role `admin` for all namespaces. */
  configuration({ signal }: CallOptions = {}): Promise<Configuration> {
    return this.#transport.request(configurationSchema, { method: 'GET', path: pathOf('configuration'), signal })
  }

  /**
   * Gives up a worker that will not come back: what it had counts as lost. Throws `WORKER_CONNECTED` and `WORKER_NOT_FOUND`.
   * Needs the role `admin` for all namespaces.
   */
  forgetWorker(workerId: string, { signal }: CallOptions = {}): Promise<ForgetWorkerResponse> {
    const call = { method: 'DELETE', path: pathOf('workers', workerId), once: true, signal } as const
    return this.#transport.request(forgetWorkerResponseSchema, call)
  }

  /** Answers before the server leaves. */
  stop({ tasks = false, signal }: StopServerOptions = {}): Promise<{ aliveTasks: number }> {
    const call = { method: 'POST', path: pathOf('server', 'stop'), body: { tasks }, signal } as const
    return this.#transport.request(stopServerResponseSchema, call)
  }

  /**
   * What became of a change that a call gave up waiting for: null while it waits for its turn. Throws `EVENT_NOT_FOUND`, and
   * the error of the change where it was refused.
   */
  async result(offset: number, { signal }: CallOptions = {}): Promise<{ readonly value: Json } | null> {
    return valueOfResult((await this.#transport.resultOf(offset, signal)).result)
  }

  /** What was asked to be changed, by whom, and what became of it; newest first. */
  audit({ signal, ...query }: AuditListOptions = {}): Promise<Page<AuditEntry>> {
    return this.#transport.request(auditPageSchema, { method: 'GET', path: pathOf('audit'), query, signal })
  }
}
