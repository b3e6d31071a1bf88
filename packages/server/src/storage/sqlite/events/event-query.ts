import { setImmediate } from 'node:timers/promises'
import type { CountEventsResponse } from '@aiflow/sdk/internal/api/events'
import type { EventPage, EventPageQuery, EventQuery } from '../../reads/event-reads.ts'
import type { StoredEvent } from '../../rows.ts'
import type { Read, SqliteConnection } from '../file/connection.ts'
import { PageRoom, type TakenRows, takeRows } from '../rows/page.ts'
import { countedPartsOf, type EventPart, eventPartsOf } from './event-parts.ts'
import { EVENT_COLUMNS, readBounds } from './events.ts'
import { countBySender, type OffsetRange, selectEvents } from './select-events.ts'

/*
 * Queries walk the log in windows of offsets and yield between two of them, since a filter that few events match may have
 * to look at every event. The log only grows and its end is read first, so all windows see the same log. With the help of
 * an index, even a wide window costs little, so windows grow as long as they are quick.
 */
const FIRST_WINDOW = 5000
const QUICK_MS = 2

export async function findEvents(read: Read, query: EventPageQuery): Promise<EventPage> {
  const items: StoredEvent[] = []
  const room = new PageRoom(query.maxCharacters)
  const parts = read((connection) => eventPartsOf(connection, query))
  for await (const window of windowsOf(read, query, query.newestFirst)) {
    const limit = query.limit - items.length
    const search = { parts, window, room }
    const { taken, isFull } = read((connection) => findInWindow(connection, { ...query, limit }, search))
    items.push(...taken)
    if (isFull || items.length >= query.limit) return { items, isCut: true }
  }
  return { items, isCut: false }
}

/** The senders with the most events first. */
export async function countEvents(read: Read, query: EventQuery): Promise<CountEventsResponse> {
  const counts = new Map<string | null, number>()
  const parts = read((connection) => countedPartsOf(connection, query))
  for await (const window of windowsOf(read, query, false)) {
    const counted = read((connection) => parts.flatMap((part) => countBySender(connection, query, { part, window })))
    for (const { sender, count } of counted) counts.set(sender, (counts.get(sender) ?? 0) + count)
  }
  const bySender = [...counts].map(([sender, count]) => ({ sender, count })).sort((a, b) => b.count - a.count)
  return { count: bySender.reduce((sum, { count }) => sum + count, 0), bySender }
}

async function* windowsOf(read: Read, query: EventQuery, newestFirst: boolean): AsyncGenerator<OffsetRange> {
  const bounds = read(readBounds)
  const after = Math.max(query.beginOffset, bounds.first - 1)
  const last = Math.min(query.endOffset ?? bounds.last, bounds.last)
  let width = FIRST_WINDOW
  for (let done = 0; after + done < last; ) {
    if (done > 0) await setImmediate()
    const beganAt = performance.now()
    if (newestFirst) yield { after: Math.max(after, last - done - width), last: last - done }
    else yield { after: after + done, last: Math.min(last, after + done + width) }
    done += width
    // The time includes what the caller did with the window in between.
    width = performance.now() - beganAt < QUICK_MS ? width * 2 : FIRST_WINDOW
  }
}

interface Search {
  readonly parts: readonly EventPart[]
  readonly window: OffsetRange
  readonly room: PageRoom
}

function findInWindow(
  connection: SqliteConnection,
  query: EventPageQuery,
  { parts, window, room }: Search,
): TakenRows<StoredEvent> {
  const order = query.newestFirst ? 'DESC' : 'ASC'
  const [first] = parts
  if (first === undefined) return { taken: [], isFull: false }
  if (parts.length === 1) {
    const rows = selectEvents<StoredEvent>(connection, EVENT_COLUMNS, query, { part: first, window })
    return takeRows(rows, room)
  }
  const direction = query.newestFirst ? -1 : 1
  const offsets = parts
    .flatMap((part) => [...selectEvents<{ offset: number }>(connection, 'offset', query, { part, window })])
    .map(({ offset }) => offset)
    .sort((a, b) => direction * (a - b))
    .slice(0, query.limit)
  const select = `SELECT ${EVENT_COLUMNS} FROM events WHERE offset IN (SELECT value FROM json_each(?)) ORDER BY offset ${order}`
  return takeRows(connection.iterate<StoredEvent>(select, JSON.stringify(offsets)), room)
}
