import type { EventReads } from '../../reads/event-reads.ts'
import { findEvent, listCausedEvents, listOfferedEvents, listOfferedEventsByKey } from '../causes.ts'
import type { Read } from '../connection.ts'
import { countEvents, findEvents } from '../event-query.ts'
import { findOffsetOfTime } from '../events.ts'
import { listLastSentEvents } from '../last-sent-events.ts'

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
