import type { Event } from '@aiflow/sdk'
import type { AIFlowClient, EventFilter } from '@aiflow/sdk/client'
import { createHolder } from '../../data/holder.ts'

const PAGE = 100
/** More new events than this leave a gap: the newest are shown, and those before them are read on scrolling. */
const MAX_NEWER = 500

export interface FeedOptions {
  readonly client: Pick<AIFlowClient, 'events'>
  readonly filter: EventFilter
  /** The newest offset to show; undefined follows the log. */
  readonly until: number | undefined
  /** The previous state. Its events stay on screen, as far as they match, until more are read. */
  readonly before?: EventFeed | null
}

export interface FeedState {
  /** Newest first. */
  readonly events: readonly Event[]
  /** Whether anything has been read yet. */
  readonly isRead: boolean
  readonly isLoadingOlder: boolean
  /** Where to continue reading older events, null if there are none. */
  readonly olderEnd: number | null
  /** Older events could not be read. They are requested again after the next successful read. */
  readonly hasFailed: boolean
}

const NOTHING: FeedState = { events: [], isRead: false, isLoadingOlder: false, olderEnd: null, hasFailed: false }

/**
 * A part of the log, newest first, that grows at both ends: new events arrive at the top, older ones are read on
 * scrolling.
 */
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

  /** Reads new events. Returns the newest offset that is shown. */
  async loadNewer(signal: AbortSignal): Promise<number> {
    const { events, isRead } = this.state()
    const { client, filter, until } = this.#options
    const newest = events[0]?.offset ?? 0
    if (isRead && until !== undefined) return newest
    const limit = isRead ? MAX_NEWER : PAGE
    const query = { ...filter, endOffset: until, limit, newestFirst: true }
    // The filter limits the beginning by time; the offset limits what is new.
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
      // A gap may have opened in the meantime; then these events no longer fit.
      if (now.olderEnd === olderEnd) this.#state.set({ ...now, events: [...now.events, ...items], olderEnd: next })
      this.#state.set({ ...this.state(), isLoadingOlder: false })
    } catch {
      // The server is probably away, and the page says so elsewhere.
      this.#state.set({ ...this.state(), isLoadingOlder: false, hasFailed: true })
    }
  }
}

/** Pausing and resuming keep the shown events in place. */
function seedOf({ filter, until, before }: FeedOptions): FeedState {
  const seed = before?.state()
  if (seed === undefined || before?.filter !== filter || !seed.isRead) return NOTHING
  if (until === undefined) return seed
  const newest = seed.events[0]?.offset ?? 0
  return newest === until ? seed : NOTHING
}
