import type { TriggerReads } from '../../reads/trigger-reads.ts'
import type { Read } from '../file/connection.ts'
import { findTriggers, listTriggers } from '../tables/triggers.ts'

export function createTriggerReads(read: Read): TriggerReads {
  return {
    findAll: async (filter) => read((connection) => findTriggers(connection, filter)),
    list: async (filter, page) => read((connection) => listTriggers(connection, filter, page)),
  }
}
