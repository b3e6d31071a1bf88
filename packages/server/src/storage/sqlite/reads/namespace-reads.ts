import type { NamespaceReads } from '../../reads/namespace-reads.ts'
import type { Read } from '../connection.ts'
import { findNamespaceOf } from '../namespace-of.ts'
import { findNamespace, listNamespaces } from '../namespaces.ts'

export function createNamespaceReads(read: Read): NamespaceReads {
  return {
    find: async (name) => read((connection) => findNamespace(connection, name)),
    list: async (page, among = null) => read((connection) => listNamespaces(connection, page, among)),
    of: async (named) => read((connection) => findNamespaceOf(connection, named)),
  }
}
