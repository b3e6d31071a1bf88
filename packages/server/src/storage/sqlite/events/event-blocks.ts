import type { StoredEvent } from '../../rows.ts'
import type { SqliteConnection } from '../file/connection.ts'

/*
 * Which kinds, namespaces and senders the events of a block of offsets have. It finds what is rare in a long log as an index
 * would, and costs an event nothing that is like others of its block: the log only grows, so a block is looked through in
 * its order.
 */

/** Offsets of a block: a power of two. */
export const BLOCK_SIZE = 256

const ADD_KIND = 'INSERT OR IGNORE INTO event_kinds (namespace, kind, block) VALUES (?, ?, ?)'
const ADD_SENDER = 'INSERT OR IGNORE INTO event_senders (sender, namespace, block) VALUES (?, ?, ?)'

// What is to be swept ends within a block, whose other events may be like those that go.
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

/** Notes of new events what is not noted of their block yet, which it remembers of the newest block. */
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

  /** To be called where the store may not hold what was noted: a commit failed, or something was swept. */
  forget(): void {
    this.#kinds.clear()
    this.#senders.clear()
    this.#block = -1
  }
}

/** Removes what only the events up to an offset had, before they go. */
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
