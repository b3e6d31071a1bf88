import type { RequestReads } from '../../reads/request-reads.ts'
import { listAudit } from '../events/audit.ts'
import type { Read } from '../file/connection.ts'
import { findControlResult } from '../tables/control-results.ts'

export function createRequestReads(read: Read): RequestReads {
  return {
    audit: async (filter, page) => read((connection) => listAudit(connection, filter, page)),
    result: async (offset) => read((connection) => findControlResult(connection, offset)),
  }
}
