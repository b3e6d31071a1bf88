import type { StoredEvent } from '../../rows.ts'
import type { SqliteConnection } from '../file/connection.ts'

/*
 * Records which kinds, senders, keys and executions the events of a block of offsets have. It finds rare events in a long log
 * as an index would, and costs nothing for an event like others of its block. The log only grows, so a block is scanned in
 * order.
 */

/** Offsets of a block; must be a power of two. */
export const BLOCK_SIZE = 256

/** A table that finds the blocks of events by some of their columns. */
interface BlockTable {
  readonly add: string
  readonly sweep: string
}

const KINDS = blockTable('event_kinds', ['namespace', 'kind'])
const SENDERS = blockTable('event_senders', ['sender', 'namespace'])
const KEYS = blockTable('event_keys', ['key', 'namespace'])
const EXECUTIONS = blockTable('event_executions', ['workflow_execution_id'])

/** For each table, removes the records that only events up to an offset need. */
export const BLOCK_SWEEPS: readonly string[] = [KINDS, SENDERS, KEYS, EXECUTIONS].map(({ sweep }) => sweep)

type Noted = Pick<StoredEvent, 'offset' | 'kind' | 'namespace' | 'sender' | 'key' | 'workflowExecutionId'>

/** Records the blocks of new events. It remembers what it has recorded for the newest block, and skips that. */
export class EventBlocks {
  readonly #kinds = new NamesOfBlock()
  readonly #senders = new NamesOfBlock()
  readonly #keys = new NamesOfBlock()
  readonly #executions = new NamesOfBlock()
  #block = -1

  note(connection: SqliteConnection, event: Noted): void {
    const { kind, namespace, sender, key, workflowExecutionId: execution } = event
    const block = Math.floor(event.offset / BLOCK_SIZE)
    if (block !== this.#block) this.forget()
    this.#block = block
    if (this.#kinds.add(namespace, kind)) connection.statement(KINDS.add).run(namespace, kind, block)
    if (this.#senders.add(namespace, sender)) connection.statement(SENDERS.add).run(sender, namespace, block)
    if (this.#keys.add(namespace, key)) connection.statement(KEYS.add).run(key, namespace, block)
    if (this.#executions.add(namespace, execution)) connection.statement(EXECUTIONS.add).run(execution, block)
  }

  /** Must be called when the store may lack what was recorded: a commit failed, or something was swept. */
  forget(): void {
    for (const names of [this.#kinds, this.#senders, this.#keys, this.#executions]) names.clear()
    this.#block = -1
  }
}

/** Removes the records that only events up to an offset need, before these events are swept. */
export function sweepBlocks(connection: SqliteConnection, lastOffset: number): void {
  for (const sweep of BLOCK_SWEEPS) connection.statement(sweep).run(lastOffset)
}

/** What the events of the newest block have, by namespace. */
class NamesOfBlock {
  readonly #ofNamespaces = new Map<string, Set<string | number>>()

  /** False if it is known already, or null. */
  add(namespace: string, name: string | number | null): boolean {
    if (name === null) return false
    const names = this.#ofNamespaces.get(namespace)
    if (names?.has(name) === true) return false
    if (names === undefined) this.#ofNamespaces.set(namespace, new Set([name]))
    else names.add(name)
    return true
  }

  clear(): void {
    this.#ofNamespaces.clear()
  }
}

/** The first column may be null in events, which are not recorded then. */
function blockTable(table: string, columns: readonly [string, ...string[]]): BlockTable {
  const names = columns.join(', ')
  const select = `SELECT ${names}, offset / ${BLOCK_SIZE} FROM events WHERE ${columns[0]} IS NOT NULL AND`
  // The events to be swept may end within a block, whose other events may be like those that are removed.
  const restOfBlock = `offset > ?1 AND offset <= (?1 | ${BLOCK_SIZE - 1})`
  return {
    add: `INSERT OR IGNORE INTO ${table} (${names}, block) VALUES (${columns.map(() => '?').join(', ')}, ?)`,
    // SQLite looks the rows up by their key only if the subquery is a plain one.
    sweep: `
DELETE FROM ${table} WHERE (${names}, block) IN (
  SELECT * FROM (${select} offset <= ?1 EXCEPT ${select} ${restOfBlock})
)`,
  }
}
