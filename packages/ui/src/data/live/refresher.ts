import type { LiveMessage, WorkflowExecutionDetail } from '@aiflow/sdk/client'
import type { Query, QueryClient } from '@tanstack/react-query'
import { executionQuery } from '../queries/executions.ts'
import { concerns, type LiveMeta, topicsOf } from './topics.ts'

const EVERY_MS = 1000
/** After a read, a query rests for this many times as long as the read took. */
const REST = 4

/**
 * Reads queries again after changes, each at most once in a period. The first change is shown at once, and the last one
 * is never missed.
 */
export class Refresher {
  readonly #queryClient: QueryClient
  readonly #readAt = new Map<string, number>()
  readonly #tookMs = new Map<string, number>()
  readonly #waiting = new Map<string, ReturnType<typeof setTimeout>>()

  constructor(queryClient: QueryClient) {
    this.#queryClient = queryClient
  }

  apply(message: LiveMessage): void {
    const topics = topicsOf(message)
    for (const query of this.#queryClient.getQueryCache().getAll()) {
      const meta: LiveMeta = query.meta ?? {}
      if (concerns(message, topics, meta, this.#hasEnded)) this.#refresh(query, meta.everyMs ?? EVERY_MS)
    }
  }

  /** As far as it was read, and nothing has happened to it since. */
  readonly #hasEnded = (workflowExecutionId: number): boolean => {
    const { queryKey } = executionQuery(workflowExecutionId)
    const query = this.#queryClient.getQueryCache().find<WorkflowExecutionDetail>({ queryKey })
    if (query === undefined || query.state.isInvalidated || this.#waiting.has(query.queryHash)) return false
    return typeof query.state.data?.endTime === 'number'
  }

  stop(): void {
    for (const timer of this.#waiting.values()) clearTimeout(timer)
    this.#waiting.clear()
  }

  #refresh(query: Query, everyMs: number): void {
    const { queryHash } = query
    if (this.#waiting.has(queryHash)) return
    const restMs = Math.max(everyMs, REST * (this.#tookMs.get(queryHash) ?? 0))
    const waitMs = (this.#readAt.get(queryHash) ?? Number.NEGATIVE_INFINITY) + restMs - performance.now()
    if (waitMs <= 0) return this.#read(query)
    const timer = setTimeout(() => {
      this.#waiting.delete(queryHash)
      this.#read(query)
    }, waitMs)
    this.#waiting.set(queryHash, timer)
  }

  /** A query that is not on screen is only marked, and read when it is shown. */
  #read({ queryHash, queryKey }: Query): void {
    const begin = performance.now()
    this.#readAt.set(queryHash, begin)
    const read = this.#queryClient.invalidateQueries({ queryKey, exact: true }, { cancelRefetch: false })
    void read.then(() => this.#tookMs.set(queryHash, performance.now() - begin))
  }
}
