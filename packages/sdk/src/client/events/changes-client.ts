import { type Change, changeSchema } from '../../wire/http/changes.ts'
import type { CallOptions } from '../transport/call.ts'
import { followStream } from '../transport/follow-stream.ts'
import type { Transport } from '../transport/transport.ts'

/** An item must match all filters that are given. */
export interface ChangesOptions extends CallOptions {
  readonly namespace?: string | undefined
  readonly workflow?: string | undefined
  readonly workflowExecutionId?: number | undefined
  /** Begin after this offset; `'now'` by default. */
  readonly from?: 'now' | number | undefined
  /** Called at each connection, with the offset after which nothing is missed. */
  readonly onOpen?: ((offset: number) => void) | undefined
  /** Called when a connection is lost. The client connects again, unless the signal is aborted. */
  readonly onLost?: (() => void) | undefined
}

/** Follows the statuses of executions. */
export class ChangesClient {
  readonly #transport: Transport

  constructor(transport: Transport) {
    this.#transport = transport
  }

  /**
   * Changes of the status of workflow executions and task executions as they happen, in order, each once. After an outage
   * it resumes where it was. The iteration ends without an error when the signal is aborted.
   */
  async *listen({ signal, onOpen, onLost, ...query }: ChangesOptions = {}): AsyncGenerator<Change> {
    for await (const message of followStream(this.#transport, { path: '/api/v1/changes', query, signal, onLost })) {
      if (message.isFirst && message.event === 'position') onOpen?.(Number(message.id))
      if (message.event === 'message') yield changeSchema.parse(JSON.parse(message.data))
    }
  }
}
