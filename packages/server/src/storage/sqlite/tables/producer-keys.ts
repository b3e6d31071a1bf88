import type { Duplicate, EventContent, ProducerKey } from '../../producer-key.ts'
import type { StoredEvent } from '../../rows.ts'
import type { SqliteConnection } from '../file/connection.ts'

const INSERT = 'INSERT INTO producer_keys (namespace, sender, idempotency_key, event_offset) VALUES (?, ?, ?, ?)'

const SELECT = `
SELECT event_offset AS offset FROM producer_keys
WHERE namespace = ? AND sender = ? AND idempotency_key = ?`

// Compared in SQL, since many small events of one request may use the keys of large stored ones.
const IS_OTHER = `
SELECT 1 FROM events
WHERE offset = ? AND NOT (
  namespace = ? AND sender IS ? AND key = ? AND value IS ? AND context IS ? AND workflow_execution_id IS ?
)`

// Skips from namespace to namespace through the index. Older versions stored no principal: their column is empty or begins with "=".
const HAS_EARLIER = `
WITH RECURSIVE namespaces (name) AS (
  SELECT min(namespace) FROM producer_keys
  UNION ALL
  SELECT (SELECT min(namespace) FROM producer_keys WHERE namespace > name) FROM namespaces WHERE name IS NOT NULL
)
SELECT 1 FROM namespaces
WHERE EXISTS (SELECT 1 FROM producer_keys WHERE namespace = name AND sender < '>') LIMIT 1`

/** Stored apart from the events, since producers may resend an event after it was swept. */
export function writeProducerKeys(connection: SqliteConnection, events: readonly StoredEvent[]): void {
  const insert = connection.statement(INSERT)
  for (const event of events) {
    const { idempotencyKey, principal, offset } = event
    if (idempotencyKey === null) continue
    const { namespace, sender } = event.keyScope ?? event
    insert.run(namespace, producerColumn({ principal, sender }), idempotencyKey, offset)
  }
}

/** Whether the store holds keys of an older version, which then have to be looked up, too. */
export function hasEarlierKeys(connection: SqliteConnection): boolean {
  return connection.get(HAS_EARLIER) !== undefined
}

export function findProducerKeys(
  connection: SqliteConnection,
  keys: readonly ProducerKey[],
  alsoEarlier: boolean,
): (Duplicate | null)[] {
  const find = (key: Omit<ProducerKey, 'content'>): number | null => {
    const { namespace, idempotencyKey } = key
    const row = connection.get<{ offset: number }>(SELECT, namespace, producerColumn(key), idempotencyKey)
    if (row !== undefined) return row.offset
    return alsoEarlier && key.earlier !== undefined ? find(key.earlier) : null
  }
  return keys.map((key) => {
    const offset = find(key)
    return offset === null ? null : { offset, isOther: isOther(connection, offset, key.content) }
  })
}

function isOther(connection: SqliteConnection, offset: number, content: EventContent | undefined): boolean {
  if (content === undefined) return false
  const { namespace, sender, key, value, context, workflowExecutionId } = content
  const values = [namespace, sender, key, value, context, workflowExecutionId]
  return connection.get(IS_OTHER, offset, ...values) !== undefined
}

/** A key column cannot be null, and a missing sender differs from an empty name. No principal has a "=" in its name. */
function producerColumn({ principal, sender }: Pick<ProducerKey, 'principal' | 'sender'>): string {
  return (principal ?? '') + (sender === null ? '' : `=${sender}`)
}
