import type { SnapshotReads } from '../../reads/snapshot-reads.ts'
import type { Read } from '../file/connection.ts'
import { findSnapshot, listSnapshots } from '../tables/snapshots.ts'

export function createSnapshotReads(read: Read): SnapshotReads {
  return {
    find: async (hash) => read((connection) => findSnapshot(connection, hash)),
    list: async (of, page) => read((connection) => listSnapshots(connection, of, page)),
  }
}
