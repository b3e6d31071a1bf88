import type { NamespaceReads } from '../../reads/namespace-reads.ts'
import { findNamespaceOf } from '../executions/namespace-of.ts'
import type { Read } from '../file/connection.ts'
import { findNamespace, listNamespaces } from '../tables/namespaces.ts'

export function createNamespaceReads(read: Read): NamespaceReads {
  return {
    find: async (name) => read((connection) => findNamespace(connection, name)),
    list: async (page, among = null) => read((connection) => listNamespaces(connection, page, among)),
    of: async (named) => read((connection) => findNamespaceOf(connection, named)),
  }
}
