import type { Event } from '@aiflow/sdk'
import type { AIFlowClient, EventFilter } from '@aiflow/sdk/client'
import { createHolder } from '../../data/holder.ts'

const PAGE = 100
/** More at once is a gap: the newest are shown, and those before them are read as one scrolls. */
const MAX_NEWER = 500

export interface FeedOptions {
  readonly client: Pick<AIFlowClient, 'events'>
  readonly filter: EventFilter
  /** The newest offset that is shown; undefined: it follows the log. */
  readonly until: number | undefined
  /** What was shown before: what still holds of it is shown until more is read. */
  readonly before?: EventFeed | null
}

export interface FeedState {
  /** Newest first. */
  readonly events: readonly Event[]
  /** Whether anything was read yet. */
  readonly isRead: boolean
  readonly isLoadingOlder: boolean
  /** Where the older ones end that are not shown yet, null where there are none. */
  readonly olderEnd: number | null
  /** They could not be read; they are asked for again once something else was. */
  readonly hasFailed: boolean
}

const NOTHING: FeedState = { events: [], isRead: false, isLoadingOlder: false, olderEnd: null, hasFailed: false }

/** A part of the log, newest first, that grows at both ends: what happens comes in above, what was is read as one scrolls. */
export class EventFeed {
  readonly #options: FeedOptions
  readonly #state

  constructor(options: FeedOptions) {
    this.#options = options
    this.#state = createHolder(seedOf(options))
  }

  get filter(): EventFilter {
    return this.#options.filter
  }

  readonly state = (): FeedState => this.#state.get()

  readonly subscribe = (listener: () => void): (() => void) => this.#state.subscribe(listener)

  /** Reads what is above; returns the newest offset that is shown. */
  async loadNewer(signal: AbortSignal): Promise<number> {
    const { events, isRead } = this.state()
    const { client, filter, until } = this.#options
    const newest = events[0]?.offset ?? 0
    if (isRead && until !== undefined) return newest
    const limit = isRead ? MAX_NEWER : PAGE
    const query = { ...filter, endOffset: until, limit, newestFirst: true }
    // The beginning of a time is told by the filter; what is above it by the offset.
    const { items, next } = await client.events.list(newest === 0 ? query : { ...query, beginOffset: newest }, {
      signal,
    })
    const now = this.state()
    if (next !== null || !isRead) this.#state.set({ ...NOTHING, events: items, isRead: true, olderEnd: next })
    else if (items.length > 0) this.#state.set({ ...now, events: [...items, ...now.events], hasFailed: false })
    return this.state().events[0]?.offset ?? 0
  }

  async loadOlder(): Promise<void> {
    const { olderEnd, isLoadingOlder } = this.state()
    if (olderEnd === null || isLoadingOlder) return
    const { client, filter } = this.#options
    this.#state.set({ ...this.state(), isLoadingOlder: true })
    try {
      const { items, next } = await client.events.list({
        ...filter,
        endOffset: olderEnd,
        limit: PAGE,
        newestFirst: true,
      })
      const now = this.state()
      // A gap may have opened meanwhile; then what was read belongs nowhere.
      if (now.olderEnd === olderEnd) this.#state.set({ ...now, events: [...now.events, ...items], olderEnd: next })
      this.#state.set({ ...this.state(), isLoadingOlder: false })
    } catch {
      // Most likely the server is away, which the page tells by itself.
      this.#state.set({ ...this.state(), isLoadingOlder: false, hasFailed: true })
    }
  }
}

/** Pausing and going on keep what is shown where it is. */
function seedOf({ filter, until, before }: FeedOptions): FeedState {
  const seed = before?.state()
  if (seed === undefined || before?.filter !== filter || !seed.isRead) return NOTHING
  if (until === undefined) return seed
  const newest = seed.events[0]?.offset ?? 0
  return newest === until ? seed : NOTHING
}
