import type { SQLInputValue } from 'node:sqlite'
import type { EventKind } from '@aiflow/sdk/internal/model'
import type { EventQuery } from '../../reads/event-reads.ts'
import type { SqliteConnection } from '../file/connection.ts'

/*
 * The blocks of a key, a sender, a kind or an execution give the events in the order of the log only if each of their columns
 * has one value. So a query that leaves some columns open is split into parts, one per value, and their results are merged.
 * Each part stops at the limit, however rare its events are.
 */

const KINDS: readonly EventKind[] = ['user', 'control', 'report', 'timer', 'status']
/** Nearly every event has one of these kinds, so scanning the log is as fast. */
const COMMON_KINDS: readonly EventKind[] = ['user', 'status']
/** With more parts than this, it is as fast to look at every event. */
const MAX_PARTS = 2000

/** By what events are found in blocks. */
export const BLOCK_TABLES = Object.freeze({
  key: 'event_keys',
  sender: 'event_senders',
  kind: 'event_kinds',
  execution: 'event_executions',
})

/** The columns that have one value within a part. */
export interface EventPart {
  readonly by: 'log' | keyof typeof BLOCK_TABLES
  readonly equal: Readonly<Record<string, SQLInputValue>>
  /** Only blocks that also hold this key. */
  readonly besideKey?: { readonly key: string; readonly namespace: string }
}

interface PartInBlocks extends EventPart {
  readonly by: keyof typeof BLOCK_TABLES
}

const WHOLE: EventPart = { by: 'log', equal: {} }
/** The parts of a query, which have no event in common; empty if nothing can match. */
export function eventPartsOf(connection: SqliteConnection, query: EventQuery): readonly EventPart[] {
  const parts = partsOf(connection, query)
  return parts.length > MAX_PARTS ? [WHOLE] : parts
}

/** Like `eventPartsOf`, but a query that nearly every event could match is not split: counting never stops early. */
export function countedPartsOf(connection: SqliteConnection, query: EventQuery): readonly EventPart[] {
  const { keys, sender, workflowExecutionId } = query
  const isNarrow = [keys, sender, workflowExecutionId].some((given) => given !== undefined) || !isCommon(query)
  return isNarrow ? eventPartsOf(connection, query) : [WHOLE]
}

function partsOf(connection: SqliteConnection, query: EventQuery): readonly EventPart[] {
  const { keys, sender, namespace, kinds, workflowExecutionId } = query
  if (workflowExecutionId !== undefined) return [partOfExecution(workflowExecutionId)]
  if (keys !== undefined) {
    return [...new Set(keys)].flatMap((key) => ofNamespaces(connection, { by: 'key', equal: { key } }, namespace))
  }
  if (sender !== undefined) return ofNamespaces(connection, { by: 'sender', equal: { sender } }, namespace)
  if (namespace === undefined && isCommon(query)) return [WHOLE]
  return ofNamespaces(connection, { by: 'kind', equal: {} }, namespace).flatMap((part) =>
    [...new Set(kinds ?? KINDS)].map((kind) => ({ ...part, equal: { ...part.equal, kind } })),
  )
}

export function partOfExecution(workflowExecutionId: number): EventPart {
  return { by: 'execution', equal: { workflow_execution_id: workflowExecutionId } }
}

export function partOfKey(key: string, namespace: string): EventPart {
  return { by: 'key', equal: { key, namespace } }
}

function isCommon({ kinds }: EventQuery): boolean {
  return kinds === undefined || COMMON_KINDS.every((kind) => kinds.includes(kind))
}

function ofNamespaces(connection: SqliteConnection, part: PartInBlocks, namespace: string | undefined): EventPart[] {
  const namespaces = namespace === undefined ? namespacesOf(connection, part) : [namespace]
  return namespaces.map((name) => ({ ...part, equal: { ...part.equal, namespace: name } }))
}

/** Skips from name to name through the table of blocks. */
function namespacesOf(connection: SqliteConnection, { by, equal }: PartInBlocks): string[] {
  const having = Object.keys(equal).map((column) => `${column} = ?1 AND`)
  const from = `FROM ${BLOCK_TABLES[by]} WHERE ${having.join(' ')}`
  const sql = `
WITH RECURSIVE names (name) AS (
  SELECT min(namespace) ${from} TRUE
  UNION ALL
  SELECT (SELECT min(namespace) ${from} namespace > name) FROM names WHERE name IS NOT NULL
)
SELECT name FROM names WHERE name IS NOT NULL LIMIT ${MAX_PARTS + 1}`
  return connection.all<{ name: string }>(sql, ...Object.values(equal)).map(({ name }) => name)
}
