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

  /** Newest first. */
  list({ signal, ...query }: DeadLetterFilter & PageOptions = {}): Promise<Page<DeadLetter>> {
    return this.#transport.request(deadLetterPageSchema, { method: 'GET', path: pathOf('dead-letters'), query, signal })
  }

  /** With its event and what the condition saw. Throws `DEAD_LETTER_NOT_FOUND`, as the next two. */
  get(id: number, { signal }: CallOptions = {}): Promise<DeadLetterDetail> {
    return this.#transport.request(deadLetterDetailSchema, { method: 'GET', path: pathOf('dead-letters', id), signal })
  }

  /** Offers the event again to what could not process it. Throws `RETRY_UNDER_WAY` or `NOTHING_TO_RETRY`. */
  retry(id: number, { signal }: CallOptions = {}): Promise<RetryDeadLetterResponse> {
    const path = pathOf('dead-letters', id, 'retry')
    return this.#transport.request(retryDeadLetterResponseSchema, { method: 'POST', path, once: true, signal })
  }

  async drop(id: number, { signal }: CallOptions = {}): Promise<void> {
    const path = pathOf('dead-letters', id)
    await this.#transport.request(dropDeadLetterResponseSchema, { method: 'DELETE', path, signal })
  }

  /** Has all that the filter names tried again, in slices; each has its turn afterwards. */
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

  /** Forgets all that the filter names, in slices; returns how many. */
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
