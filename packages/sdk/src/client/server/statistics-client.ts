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
  /** Begin of the time: milliseconds since the epoch, or ISO 8601. A day before `until` by default. */
  readonly since?: number | string | undefined
  /** End of the time, exclusive; now by default. */
  readonly until?: number | string | undefined
  /** Number of equal parts that the time is divided into, up to 200; 48 by default. */
  readonly parts?: number | undefined
}

/** Counts executions, and measures the load of the server. */
export class StatisticsClient {
  readonly #transport: Transport

  constructor(transport: Transport) {
    this.#transport = transport
  }

  /** The number of workflow executions that began in each part of a time, by their present status. */
  executions({ signal, ...query }: ExecutionStatisticsOptions = {}): Promise<ExecutionStatistics> {
    const path = pathOf('statistics', 'executions')
    return this.#transport.request(executionStatisticsSchema, { method: 'GET', path, query, signal })
  }

  /** The load of the server. */
  load({ signal }: CallOptions = {}): Promise<Load> {
    return this.#transport.request(loadSchema, { method: 'GET', path: pathOf('statistics', 'load'), signal })
  }
}
