import { createHash } from 'node:crypto'
import type { Json } from '@aiflow/sdk/internal/json'
import type { SqliteConnection } from '../file/connection.ts'
import { fromJson, hashesIn } from '../rows/json-column.ts'
import type { ReadShared } from './stored-trigger.ts'

/** Values that are not longer stay in the triggers. */
const MAX_OWN_CHARACTERS = 4096

const ADD = `
INSERT INTO shared_values (workflow_execution_id, hash, value) VALUES (?, ?, ?)
ON CONFLICT (workflow_execution_id, hash) DO NOTHING`
const ADD_USES = `
INSERT INTO shared_value_uses (workflow_execution_id, hash, uses) VALUES (?, ?, ?)
ON CONFLICT (workflow_execution_id, hash) DO UPDATE SET uses = uses + excluded.uses`

const SELECT = 'SELECT value FROM shared_values WHERE workflow_execution_id = ? AND hash = ?'

const DELETE_LAST_USES = 'DELETE FROM shared_value_uses WHERE workflow_execution_id = ? AND hash = ? AND uses <= ?'
const RELEASE_USES = 'UPDATE shared_value_uses SET uses = uses - ?3 WHERE workflow_execution_id = ?1 AND hash = ?2'
const DELETE = 'DELETE FROM shared_values WHERE workflow_execution_id = ? AND hash = ?'

const deleteOfExecution = (table: string) => `
DELETE FROM ${table} WHERE (workflow_execution_id, hash) IN (
  SELECT workflow_execution_id, hash FROM ${table} WHERE workflow_execution_id = ? LIMIT ?
)`
const DELETE_OF_EXECUTION = deleteOfExecution('shared_values')
const DELETE_USES_OF_EXECUTION = deleteOfExecution('shared_value_uses')

/** SQL of a row of a list of task executions: its shared values by hash, as JSON; null if it has none. */
export const SHARED_VALUES = selectShared('json_group_object(hash, value)')
/** SQL of a row of a list of task executions: the length of its shared values in bytes; null if it has none. */
export const SHARED_BYTES = selectShared('sum(octet_length(value))')

/** A task execution with the hashes of its shared values as JSON, or null if it has none. */
export interface UserOfValues {
  readonly workflowExecutionId: number
  readonly shared: string | null
}

/** The shared values of the task executions that one commit adds. Each is hashed and written once, however many have it. */
export class AddedValues {
  /** By value, which is its identity if it is an object; null if it is too short. */
  readonly #hashes = new Map<Json, string | null>()
  readonly #texts = new Map<string, string>()
  readonly #uses = new CountedUses()

  /** Returns the hash of a value that is to be shared; null if it is too short. */
  hashOf(value: Json): string | null {
    const mayBeLong = typeof value === 'string' ? value.length > MAX_OWN_CHARACTERS : typeof value === 'object'
    if (value === null || !mayBeLong) return null
    const known = this.#hashes.get(value)
    if (known !== undefined) return known
    const text = JSON.stringify(value)
    const hash = text.length > MAX_OWN_CHARACTERS ? createHash('sha256').update(text).digest('hex') : null
    this.#hashes.set(value, hash)
    if (hash !== null) this.#texts.set(hash, text)
    return hash
  }

  /** Call with each task execution that was added, and the hashes of its values. */
  use(workflowExecutionId: number, hashes: readonly string[]): void {
    this.#uses.add(workflowExecutionId, hashes)
  }

  write(connection: SqliteConnection): void {
    for (const { workflowExecutionId, hash, count } of this.#uses.all()) {
      connection.statement(ADD).run(workflowExecutionId, hash, this.#texts.get(hash) ?? '')
      connection.statement(ADD_USES).run(workflowExecutionId, hash, count)
    }
  }
}

/** The shared values of the task executions that one slice of a sweep removes. */
export class ReleasedValues {
  readonly #uses = new CountedUses()

  /** Call with each task execution that was removed. */
  release({ workflowExecutionId, shared }: UserOfValues): void {
    if (shared !== null) this.#uses.add(workflowExecutionId, hashesIn(shared))
  }

  write(connection: SqliteConnection): void {
    for (const { workflowExecutionId, hash, count } of this.#uses.all()) {
      const { changes } = connection.statement(DELETE_LAST_USES).run(workflowExecutionId, hash, count)
      if (changes === 1) connection.statement(DELETE).run(workflowExecutionId, hash)
      else connection.statement(RELEASE_USES).run(workflowExecutionId, hash, count)
    }
  }
}

class CountedUses {
  readonly #counts = new Map<number, Map<string, number>>()

  add(workflowExecutionId: number, hashes: readonly string[]): void {
    if (hashes.length === 0) return
    const counts = this.#counts.get(workflowExecutionId) ?? new Map<string, number>()
    for (const hash of hashes) counts.set(hash, (counts.get(hash) ?? 0) + 1)
    this.#counts.set(workflowExecutionId, counts)
  }

  *all(): Iterable<{ readonly workflowExecutionId: number; readonly hash: string; readonly count: number }> {
    for (const [workflowExecutionId, counts] of this.#counts) {
      for (const [hash, count] of counts) yield { workflowExecutionId, hash, count }
    }
  }
}

/** Reads the shared values of some executions. Task executions with the same value share it in memory. */
export function readSharedValues(connection: SqliteConnection): (workflowExecutionId: number) => ReadShared {
  const known = new Map<string, Json>()
  return (workflowExecutionId) => (hash) => {
    const key = `${workflowExecutionId}/${hash}`
    const before = known.get(key)
    if (before !== undefined) return before
    const row = connection.get<{ readonly value: string }>(SELECT, workflowExecutionId, hash)
    if (row === undefined) throw new Error(`the shared value ${hash} is gone`)
    const value = fromJson<Json>(row.value)
    known.set(key, value)
    return value
  }
}

/** Reads values that were read with their row, as `SHARED_VALUES`. */
export function sharedValuesIn(text: string | null): ReadShared {
  const values = text === null ? {} : fromJson<Record<string, string>>(text)
  return (hash) => {
    const value = values[hash]
    if (value === undefined) throw new Error(`the shared value ${hash} is gone`)
    return fromJson<Json>(value)
  }
}

/** Removes at most `limit` values of an execution whose task executions are gone. Returns how many rows it removed. */
export function deleteSharedValues(connection: SqliteConnection, workflowExecutionId: number, limit: number): number {
  const { changes: values } = connection.statement(DELETE_OF_EXECUTION).run(workflowExecutionId, limit)
  const { changes: uses } = connection.statement(DELETE_USES_OF_EXECUTION).run(workflowExecutionId, limit)
  return Number(values) + Number(uses)
}

function selectShared(what: string): string {
  return `iif(
    task_executions.shared IS NULL OR NOT json_valid(task_executions.shared), NULL,
    (
      SELECT ${what} FROM shared_values AS value_of
      WHERE value_of.workflow_execution_id = task_executions.workflow_execution_id
        AND value_of.hash IN (SELECT value FROM json_each(task_executions.shared))
    )
  )`
}
