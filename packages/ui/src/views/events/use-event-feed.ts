import type { EventFilter } from '@aiflow/sdk/client'
import { useQuery } from '@tanstack/react-query'
import { useId, useMemo, useRef, useSyncExternalStore } from 'react'
import { client } from '../../data/client.ts'
import { EventFeed } from './event-feed.ts'

/** The feed for a filter, read again after each change. The filter must be stable between renders. */
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
    // Only this hook reads the query, and it must read again whenever it mounts.
    gcTime: 0,
    meta: { topics: until === undefined ? ['anything'] : [], everyMs: 400 },
  })
  return { ...state, error, retry: refetch, loadOlder: () => void feed.loadOlder() }
}
