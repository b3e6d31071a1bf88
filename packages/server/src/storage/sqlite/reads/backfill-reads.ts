import type { BackfillReads } from '../../reads/backfill-reads.ts'
import { findScheduledExecutions } from '../executions/scheduled-executions.ts'
import type { Read } from '../file/connection.ts'
import { findBackfill, listBackfills } from '../tables/backfills.ts'

export function createBackfillReads(read: Read): BackfillReads {
  return {
    find: async (id) => read((connection) => findBackfill(connection, id)),
    list: async (filter, page) => read((connection) => listBackfills(connection, filter, page)),
    executionsAt: async (times) => read((connection) => findScheduledExecutions(connection, times)),
  }
}
