import type { StoredEvent } from '../rows.ts'
import type { ProducerKey } from '../storage.ts'
import type { SqliteConnection } from './connection.ts'

const INSERT = 'INSERT INTO producer_keys (namespace, sender, idempotency_key, event_offset) VALUES (?, ?, ?, ?)'

const SELECT = `
SELECT event_offset AS offset FROM producer_keys
WHERE namespace = ? AND sender = ? AND idempotency_key = ?`

/** Kept apart from the events, since producers may repeat themselves after the event was swept. */
export function writeProducerKeys(connection: SqliteConnection, events: readonly StoredEvent[]): void {
  const insert = connection.statement(INSERT)
  for (const { keyScope, namespace, sender, idempotencyKey, offset } of events) {
    if (idempotencyKey !== null) insert.run(keyScope ?? namespace, senderColumn(sender), idempotencyKey, offset)
  }
}

export function findProducerKeys(connection: SqliteConnection, keys: readonly ProducerKey[]): (number | null)[] {
  return keys.map(({ namespace, sender, idempotencyKey }) => {
    const row = connection.get<{ offset: number }>(SELECT, namespace, senderColumn(sender), idempotencyKey)
    return row?.offset ?? null
  })
}

/** A key column cannot be null, and no sender is not the same as an empty name. */
function senderColumn(sender: string | null): string {
  return sender === null ? '' : `=${sender}`
}
