import type { LiveMessage } from '@aiflow/sdk/client'
import type { Query, QueryClient } from '@tanstack/react-query'
import { concerns, type LiveMeta, topicsOf } from './topics.ts'

const EVERY_MS = 1000
/** What takes long to read, such as thousands of tasks, is read for a part of the time only. */
const REST = 4

/**
 * Has queries read again what changed, each at most once in a while. The first change is shown at once, and the last one
 * always is.
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
      if (concerns(message, topics, meta)) this.#refresh(query, meta.everyMs ?? EVERY_MS)
    }
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

  /** A query that nobody looks at is only marked: it is read when somebody does. */
  #read({ queryHash, queryKey }: Query): void {
    const begin = performance.now()
    this.#readAt.set(queryHash, begin)
    const read = this.#queryClient.invalidateQueries({ queryKey, exact: true }, { cancelRefetch: false })
    void read.then(() => this.#tookMs.set(queryHash, performance.now() - begin))
  }
}
