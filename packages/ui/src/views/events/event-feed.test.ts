import type { Event } from '@aiflow/sdk'
import type { AIFlowClient, EventQuery } from '@aiflow/sdk/client'
import { expect, test } from 'vitest'
import { EventFeed } from './event-feed.ts'

const { signal } = new AbortController()

/** A log that answers like the server. */
class FakeLog {
  count = 0
  readonly asked: EventQuery[] = []

  get client(): Pick<AIFlowClient, 'events'> {
    const list = async (query: EventQuery = {}) => {
      this.asked.push(query)
      const { beginOffset = 0, endOffset = this.count, limit = 100 } = query
      const newest = Math.min(this.count, endOffset)
      const length = Math.max(0, Math.min(limit, newest - beginOffset))
      const items = Array.from({ length }, (_, index) => eventAt(newest - index))
      return { items, next: items.length < limit ? null : newest - limit }
    }
    return { events: { list } as unknown as AIFlowClient['events'] }
  }
}

function eventAt(offset: number): Event {
  const rest = {
    namespace: 'default',
    value: null,
    sender: null,
    principal: null,
    context: null,
    workflowExecutionId: null,
  }
  return { offset, kind: 'user', key: 'k', createTime: offset, ...rest }
}

function offsetsOf(feed: EventFeed): number[] {
  return feed.state().events.map(({ offset }) => offset)
}

test('new events arrive at the top, and only they are requested', async () => {
  const log = new FakeLog()
  log.count = 3
  const feed = new EventFeed({ client: log.client, filter: {}, until: undefined })
  await feed.loadNewer(signal)
  log.count = 5
  await feed.loadNewer(signal)
  expect(offsetsOf(feed)).toEqual([5, 4, 3, 2, 1])
  expect(log.asked.at(-1)).toMatchObject({ beginOffset: 3 })
})

test('older events are read until there are none', async () => {
  const log = new FakeLog()
  log.count = 150
  const feed = new EventFeed({ client: log.client, filter: {}, until: undefined })
  await feed.loadNewer(signal)
  expect(feed.state().events).toHaveLength(100)
  await feed.loadOlder()
  expect(offsetsOf(feed).at(-1)).toBe(1)
  expect(feed.state().olderEnd).toBeNull()
})

test('after a gap the newest are shown, and those before them are read later', async () => {
  const log = new FakeLog()
  log.count = 3
  const feed = new EventFeed({ client: log.client, filter: {}, until: undefined })
  await feed.loadNewer(signal)
  log.count = 2000
  await feed.loadNewer(signal)
  expect(offsetsOf(feed)[0]).toBe(2000)
  expect(feed.state().olderEnd).toBe(1500)
})

test('a feed that is paused begins with what was shown, and reads nothing above it', async () => {
  const log = new FakeLog()
  log.count = 3
  const filter = {}
  const live = new EventFeed({ client: log.client, filter, until: undefined })
  await live.loadNewer(signal)
  log.count = 9
  const paused = new EventFeed({ client: log.client, filter, until: 3, before: live })
  await paused.loadNewer(signal)
  expect(offsetsOf(paused)).toEqual([3, 2, 1])
  const linked = new EventFeed({ client: log.client, filter, until: 3 })
  await linked.loadNewer(signal)
  expect(offsetsOf(linked)).toEqual([3, 2, 1])
})
