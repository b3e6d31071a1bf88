import {
  type DeadLetter,
  type DeadLetterDetail,
  type DeadLetterFilter,
  deadLetterDetailSchema,
  deadLetterSchema,
  dropDeadLetterResponseSchema,
  dropDeadLettersResponseSchema,
  type RetryDeadLetterResponse,
  retryDeadLetterResponseSchema,
  retryDeadLettersResponseSchema,
} from '../../wire/http/dead-letters.ts'
import { type Page, pageOf } from '../../wire/http/paging.ts'
import type { CallOptions, PageOptions } from '../transport/call.ts'
import { pathOf } from '../transport/path.ts'
import type { Transport } from '../transport/transport.ts'

const deadLetterPageSchema = pageOf(deadLetterSchema)

/** Events that a rule, or the scheduler, could not process. */
export class DeadLettersClient {
  readonly #transport: Transport

  constructor(transport: Transport) {
    this.#transport = transport
  }

  /** A page of dead letters, newest first. */
  list({ signal, ...query }: DeadLetterFilter & PageOptions = {}): Promise<Page<DeadLetter>> {
    return this.#transport.request(deadLetterPageSchema, { method: 'GET', path: pathOf('dead-letters'), query, signal })
  }

  /** One dead letter, with its event and what the condition saw. Throws `DEAD_LETTER_NOT_FOUND`. */
  get(id: number, { signal }: CallOptions = {}): Promise<DeadLetterDetail> {
    return this.#transport.request(deadLetterDetailSchema, { method: 'GET', path: pathOf('dead-letters', id), signal })
  }

  /** Processes the event again. Throws `DEAD_LETTER_NOT_FOUND`, `RETRY_UNDER_WAY` or `NOTHING_TO_RETRY`. */
  retry(id: number, { signal }: CallOptions = {}): Promise<RetryDeadLetterResponse> {
    const path = pathOf('dead-letters', id, 'retry')
    return this.#transport.request(retryDeadLetterResponseSchema, { method: 'POST', path, once: true, signal })
  }

  /** Drops the dead letter; its event stays in the log. Throws `DEAD_LETTER_NOT_FOUND`. */
  async drop(id: number, { signal }: CallOptions = {}): Promise<void> {
    const path = pathOf('dead-letters', id)
    await this.#transport.request(dropDeadLetterResponseSchema, { method: 'DELETE', path, signal })
  }

  /** Requests a retry of all dead letters that match the filter; each is processed later, in turn. */
  async retryAll({ signal, ...filter }: DeadLetterFilter & CallOptions = {}): Promise<{
    retried: number
    refused: number
  }> {
    const path = pathOf('dead-letters', 'retry')
    const sum = { retried: 0, refused: 0 }
    for (let cursor: string | null | undefined; cursor !== null; ) {
      const call = { method: 'POST', path, query: { ...filter, cursor }, repeatable: true, signal } as const
      const slice = await this.#transport.request(retryDeadLettersResponseSchema, call)
      sum.retried += slice.retried
      sum.refused += slice.refused
      cursor = slice.next
    }
    return sum
  }

  /** Drops all dead letters that match the filter, and returns their number. */
  async dropAll({ signal, ...filter }: DeadLetterFilter & CallOptions = {}): Promise<number> {
    const path = pathOf('dead-letters', 'drop')
    let dropped = 0
    for (let cursor: string | null | undefined; cursor !== null; ) {
      const call = { method: 'POST', path, query: { ...filter, cursor }, repeatable: true, signal } as const
      const slice = await this.#transport.request(dropDeadLettersResponseSchema, call)
      dropped += slice.dropped
      cursor = slice.next
    }
    return dropped
  }
}
