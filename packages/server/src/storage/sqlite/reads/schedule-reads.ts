import type { ScheduleReads } from '../../reads/schedule-reads.ts'
import type { Read } from '../file/connection.ts'
import { findSchedules, listSchedules } from '../tables/schedules.ts'

export function createScheduleReads(read: Read): ScheduleReads {
  return {
    findAll: async (filter) => read((connection) => findSchedules(connection, filter)),
    list: async (filter, page) => read((connection) => listSchedules(connection, filter, page)),
  }
}
