import type { EventFilter } from '@aiflow/sdk/client'
import { useQuery } from '@tanstack/react-query'
import { useId, useMemo, useRef, useSyncExternalStore } from 'react'
import { client } from '../../data/client.ts'
import { EventFeed } from './event-feed.ts'

/** The feed of a filter, read again whenever something happens. The filter is to be stable. */
export function useEventFeed(filter: EventFilter, until: number | undefined) {
  const id = useId()
  const before = useRef<EventFeed | null>(null)
  const feed = useMemo(() => {
    before.current = new EventFeed({ client, filter, until, before: before.current })
    return before.current
  }, [filter, until])
  const state = useSyncExternalStore(feed.subscribe, feed.state)
  const { error, refetch } = useQuery({
    queryKey: ['events', 'feed', id, filter, until],
    queryFn: ({ signal }) => feed.loadNewer(signal),
    // Nobody else reads it, and a feed that is shown anew has to be read.
    gcTime: 0,
    meta: { topics: until === undefined ? ['anything'] : [], everyMs: 400 },
  })
  return { ...state, error, retry: refetch, loadOlder: () => void feed.loadOlder() }
}
