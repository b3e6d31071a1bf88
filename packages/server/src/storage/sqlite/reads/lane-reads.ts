import type { LaneReads } from '../../reads/lane-reads.ts'
import type { Read } from '../file/connection.ts'
import { readInboxBacklog } from '../tables/inbox.ts'
import { listNamedStates, readCircuits, readStates } from '../tables/states.ts'

export function createLaneReads(read: Read): LaneReads {
  return {
    states: async (lane) => read((connection) => readStates(connection, lane)),
    namedStates: async (lane, page) => read((connection) => listNamedStates(connection, lane, page)),
    circuits: async (lanes) => read((connection) => readCircuits(connection, lanes)),
    inbox: async (lane, limit) => read((connection) => readInboxBacklog(connection, lane, limit)),
  }
}
