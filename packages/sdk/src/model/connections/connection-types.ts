import type { ConnectionType } from './connection-type.ts'
import { CONNECTION_TYPE_NAMES, type ConnectionTypeName } from './connection-type-names.ts'
import { type HttpConnection, httpType } from './http.ts'
import { type PostgresConnection, postgresType } from './postgres.ts'
import { type S3Connection, s3Type } from './s3.ts'

/** What tasks get of a connection, by its type. */
export interface ConnectionsByType {
  readonly http: HttpConnection
  readonly postgres: PostgresConnection
  readonly s3: S3Connection
}

/** What tasks get of a connection. Its `type` tells which fields it has. */
export type Connection = ConnectionsByType[ConnectionTypeName]

/** Every type of connections. */
export const CONNECTION_TYPES: Readonly<Record<ConnectionTypeName, ConnectionType>> = Object.freeze({
  http: httpType,
  postgres: postgresType,
  s3: s3Type,
})

/** Null if there is no such type. */
export function findConnectionType(name: string): ConnectionType | null {
  const known = CONNECTION_TYPE_NAMES.find((each) => each === name)
  return known === undefined ? null : CONNECTION_TYPES[known]
}
