import type { StoredEvent } from '../../rows.ts'
import type { SqliteConnection } from '../file/connection.ts'

/*
 * Records which kinds, namespaces and senders the events of a block of offsets have. It finds rare events in a long log as an
 * index would, and costs nothing for an event like others of its block. The log only grows, so a block is scanned in order.
 */

/** Offsets of a block; must be a power of two. */
export const BLOCK_SIZE = 256

const ADD_KIND = 'INSERT OR IGNORE INTO event_kinds (namespace, kind, block) VALUES (?, ?, ?)'
const ADD_SENDER = 'INSERT OR IGNORE INTO event_senders (sender, namespace, block) VALUES (?, ?, ?)'

// The events to be swept may end within a block, whose other events may be like those that are removed.
const REST_OF_BLOCK = `offset > ?1 AND offset <= (?1 | ${BLOCK_SIZE - 1})`
const BLOCK = `offset / ${BLOCK_SIZE}`

const DELETE_KINDS = `
DELETE FROM event_kinds WHERE (namespace, kind, block) IN (
  SELECT namespace, kind, ${BLOCK} FROM events WHERE offset <= ?1
  EXCEPT SELECT namespace, kind, ${BLOCK} FROM events WHERE ${REST_OF_BLOCK}
)`
const DELETE_SENDERS = `
DELETE FROM event_senders WHERE (sender, namespace, block) IN (
  SELECT sender, namespace, ${BLOCK} FROM events WHERE offset <= ?1 AND sender IS NOT NULL
  EXCEPT SELECT sender, namespace, ${BLOCK} FROM events WHERE ${REST_OF_BLOCK} AND sender IS NOT NULL
)`

type Noted = Pick<StoredEvent, 'offset' | 'kind' | 'namespace' | 'sender'>

/** Records the blocks of new events. It remembers what it has recorded for the newest block, and skips that. */
export class EventBlocks {
  /** By namespace. */
  readonly #kinds = new Map<string, Set<string>>()
  readonly #senders = new Map<string, Set<string>>()
  #block = -1

  note(connection: SqliteConnection, { offset, kind, namespace, sender }: Noted): void {
    const block = Math.floor(offset / BLOCK_SIZE)
    if (block !== this.#block) this.forget()
    this.#block = block
    if (addTo(this.#kinds, namespace, kind)) connection.statement(ADD_KIND).run(namespace, kind, block)
    if (sender !== null && addTo(this.#senders, namespace, sender)) {
      connection.statement(ADD_SENDER).run(sender, namespace, block)
    }
  }

  /** Must be called when the store may lack what was recorded: a commit failed, or something was swept. */
  forget(): void {
    this.#kinds.clear()
    this.#senders.clear()
    this.#block = -1
  }
}

/** Removes the records that only events up to an offset need, before these events are swept. */
export function sweepBlocks(connection: SqliteConnection, lastOffset: number): void {
  connection.statement(DELETE_KINDS).run(lastOffset)
  connection.statement(DELETE_SENDERS).run(lastOffset)
}

function addTo(sets: Map<string, Set<string>>, namespace: string, name: string): boolean {
  const names = sets.get(namespace)
  if (names?.has(name) === true) return false
  if (names === undefined) sets.set(namespace, new Set([name]))
  else names.add(name)
  return true
}
