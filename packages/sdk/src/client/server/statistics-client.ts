import {
  type ExecutionStatistics,
  executionStatisticsSchema,
  type Load,
  loadSchema,
} from '../../wire/http/statistics.ts'
import type { CallOptions } from '../transport/call.ts'
import { pathOf } from '../transport/path.ts'
import type { Transport } from '../transport/transport.ts'

export interface ExecutionStatisticsOptions extends CallOptions {
  readonly namespace?: string | undefined
  readonly workflow?: string | undefined
  /** Milliseconds since the epoch or ISO 8601; inclusive. A day before `until` by default. */
  readonly since?: number | string | undefined
  /** Exclusive; now by default. */
  readonly until?: number | string | undefined
  /** Into how many equal parts the time is divided: 48 by default, 200 at most. */
  readonly parts?: number | undefined
}

/** Numbers over many things at once. */
export class StatisticsClient {
  readonly #transport: Transport

  constructor(transport: Transport) {
    this.#transport = transport
  }

  /** How many workflow executions began in each part of a time, by the status they have now. */
  executions({ signal, ...query }: ExecutionStatisticsOptions = {}): Promise<ExecutionStatistics> {
    const path = pathOf('statistics', 'executions')
    return this.#transport.request(executionStatisticsSchema, { method: 'GET', path, query, signal })
  }

  /** How the server keeps up. */
  load({ signal }: CallOptions = {}): Promise<Load> {
    return this.#transport.request(loadSchema, { method: 'GET', path: pathOf('statistics', 'load'), signal })
  }
}
