import type { TimerReads } from '../../reads/timer-reads.ts'
import type { Read } from '../file/connection.ts'
import { findTimer } from '../tables/timers.ts'

export function createTimerReads(read: Read): TimerReads {
  return {
    find: async (id) => read((connection) => findTimer(connection, id)),
  }
}
