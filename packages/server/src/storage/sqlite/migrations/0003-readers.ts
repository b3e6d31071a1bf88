import type { SqliteConnection } from '../file/connection.ts'

/**
 * What version 0.3.0 takes out of events of older stores, since nobody may read it there: hashes of secrets, definitions for
 * other namespaces, and what belongs to no namespace. Which namespaces a file is of, snapshots know from now on.
 */
export const readersSchema = `
UPDATE events SET namespace = '*'
WHERE kind = 'control' AND key IN (
  'aiflow/control/createToken', 'aiflow/control/revokeToken', 'aiflow/control/noteTokenUse', 'aiflow/control/workerReady'
);
INSERT OR IGNORE INTO event_kinds
SELECT DISTINCT namespace, kind, offset / 256 FROM events WHERE kind = 'control' AND namespace = '*';
INSERT OR IGNORE INTO event_senders
SELECT DISTINCT sender, namespace, offset / 256 FROM events
WHERE kind = 'control' AND namespace = '*' AND sender IS NOT NULL;
`

const CREATE_TOKEN = 'aiflow/control/createToken'

// Ids are read as text, since they may be greater than any number of JavaScript.
const SELECT_REQUESTS = `
SELECT CAST(offset AS TEXT) AS offset FROM events
WHERE kind = 'control' AND value IS NOT NULL AND key IN (
  '${CREATE_TOKEN}', 'aiflow/control/retryDeadLetter', 'aiflow/control/upload'
)`
const SELECT_REQUEST = 'SELECT key, namespace, value FROM events WHERE offset = CAST(? AS INTEGER)'
const UPDATE_REQUEST = 'UPDATE events SET value = ? WHERE offset = CAST(? AS INTEGER)'

const SELECT_SOURCES = 'SELECT hash, bundle_blob AS bundleBlob, source FROM snapshots'
const SELECT_NAMESPACES = 'SELECT DISTINCT namespace FROM snapshots WHERE bundle_blob = ? ORDER BY namespace'
const UPDATE_SOURCE = 'UPDATE snapshots SET source = ? WHERE hash = ?'

interface RequestColumns {
  readonly key: string
  readonly namespace: string
  readonly value: string
}

/** What of a request matters here; an older or damaged one may lack any of it. */
interface OldRequest {
  readonly secretHash?: unknown
  readonly event?: { readonly key?: unknown } | null
  readonly definitions?: readonly { readonly definition: { readonly namespace: unknown } }[]
}

export function convertForReaders(connection: SqliteConnection): void {
  for (const { offset } of connection.all<{ offset: string }>(SELECT_REQUESTS)) {
    const request = connection.get<RequestColumns>(SELECT_REQUEST, offset)
    if (request === undefined) continue
    const value = withoutSecrets(request)
    if (value !== request.value) connection.statement(UPDATE_REQUEST).run(value, offset)
  }
  for (const row of connection.all<{ hash: string; bundleBlob: string; source: string }>(SELECT_SOURCES)) {
    const namespaces = connection.all<{ namespace: string }>(SELECT_NAMESPACES, row.bundleBlob)
    const source = withNamespaces(
      row.source,
      namespaces.map(({ namespace }) => namespace),
    )
    connection.statement(UPDATE_SOURCE).run(source, row.hash)
  }
}

/** Null where it cannot be told what the request holds: then nobody reads it. */
function withoutSecrets({ key, namespace, value }: RequestColumns): string | null {
  try {
    const request: OldRequest = JSON.parse(value)
    if (key === CREATE_TOKEN) return JSON.stringify({ ...request, secretHash: undefined })
    const { event, definitions } = request
    // A try of a dead letter kept the event that it was about.
    if (event?.key === CREATE_TOKEN) return JSON.stringify({ ...request, event: undefined })
    if (definitions === undefined) return value
    const own = definitions.filter(({ definition }) => definition.namespace === namespace)
    return own.length === definitions.length ? value : JSON.stringify({ ...request, definitions: own })
  } catch {
    return null
  }
}

/** What cannot be read stays as it is. */
function withNamespaces(source: string, namespaces: readonly string[]): string {
  try {
    const parsed: unknown = JSON.parse(source)
    return typeof parsed === 'object' && parsed !== null ? JSON.stringify({ ...parsed, namespaces }) : source
  } catch {
    return source
  }
}
