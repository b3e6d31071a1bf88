import type { EventReads } from '../../reads/event-reads.ts'
import { findEvent, listCausedEvents, listOfferedEvents, listOfferedEventsByKey } from '../events/causes.ts'
import { countEvents, findEvents } from '../events/event-query.ts'
import { findOffsetOfTime } from '../events/events.ts'
import { listLastSentEvents } from '../events/last-sent-events.ts'
import type { Read } from '../file/connection.ts'

export function createEventReads(read: Read): EventReads {
  return {
    find: async (offset) => read((connection) => findEvent(connection, offset)),
    list: async (query) => findEvents(read, query),
    count: async (query) => countEvents(read, query),
    lastSent: async (senders) => listLastSentEvents(read, senders),
    offsetOfTime: async (timeMs) => read((connection) => findOffsetOfTime(connection, timeMs)),
    causedBy: async (causeOffset, limit) => read((connection) => listCausedEvents(connection, causeOffset, limit)),
    offered: async (query) => read((connection) => listOfferedEvents(connection, query)),
    offeredByKey: async (query) => read((connection) => listOfferedEventsByKey(connection, query)),
  }
}
