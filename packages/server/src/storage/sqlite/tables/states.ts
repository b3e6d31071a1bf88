import type { Page } from '@aiflow/sdk/internal/api/server'
import type { Json } from '@aiflow/sdk/internal/json'
import { type LaneId, WORKFLOW_LANES } from '../../../model/lane-id.ts'
import { MAX_WHOLE_EVENT } from '../../../model/remembered-events.ts'
import { type NameRange, stateName, stateNames } from '../../../model/state-names.ts'
import type { NamedValue } from '../../reads/lane-reads.ts'
import type { PageRequest } from '../../reads/page-request.ts'
import type { StateRow } from '../../rows.ts'
import type { SqliteTable } from '../commit/sqlite-table.ts'
import type { SqliteConnection } from '../file/connection.ts'
import { fromJson, type RawRow } from '../rows/json-column.ts'
import { nameOfCursor, toPage } from '../rows/page.ts'
import { RowReader, refuseUnreadable, type TellUnreadable } from '../rows/row-reader.ts'

const UPSERT = `
INSERT INTO states (lane, name, value) VALUES (?, ?, ?)
ON CONFLICT (lane, name) DO UPDATE SET value = excluded.value`

const DELETE = 'DELETE FROM states WHERE lane = ? AND name = ?'

const SELECT = 'SELECT lane, name, value FROM states WHERE lane = ? ORDER BY name'
const SELECT_ONE = 'SELECT lane, name, value FROM states WHERE lane = ? AND name = ?'

/** Large events that a rule remembers are read without their texts, which are read when the rule fires. */
const HEADS = `
SELECT lane, name, CASE
  WHEN ${isWithin('name', stateNames.seen)} AND length(value) > ${MAX_WHOLE_EVENT} AND json_valid(value)
  THEN json_set(value, '$.value', NULL, '$.context', NULL, '$.isHead', json('true'))
  ELSE value
END AS value
FROM states`

const SELECT_HEADS = `${HEADS} WHERE lane IN (SELECT value FROM json_each(?)) ORDER BY name`

const SELECT_OF_WORKFLOWS = `${HEADS} WHERE ${isWithin('lane', WORKFLOW_LANES)}`

const SELECT_CIRCUITS = `
SELECT lane, name, states.value FROM json_each(?) AS lanes CROSS JOIN states
WHERE lane = lanes.value AND ${isWithin('name', stateNames.circuits)}
ORDER BY lanes.key, name`

const SELECT_NAMED = `
SELECT substr(name, ${stateNames.named.after.length + 1}) AS name, value FROM states
WHERE lane = ? AND name > ? AND name < '${stateNames.named.before}' ORDER BY states.name LIMIT ?`

type RawState = RawRow<StateRow, 'value'>

const reader = new RowReader<RawState, StateRow>({
  table: 'states',
  keyOf: ({ lane, name }) => `${lane} ${name}`,
  toItem: toState,
})

const named = new RowReader<RawRow<NamedValue, 'value'>, NamedValue>({
  table: 'states',
  keyOf: ({ name }) => name,
  toItem: ({ name, value }) => ({ name, value: fromJson(value) }),
})

export const states: SqliteTable<'states'> = {
  write(connection, { set = [] }) {
    for (const { lane, name, value } of set) {
      if (value === null) connection.statement(DELETE).run(lane, name)
      else connection.statement(UPSERT).run(lane, name, JSON.stringify(value))
    }
  },
}

export function readStates(connection: SqliteConnection, lane: LaneId): StateRow[] {
  return reader.readAll(connection.all<RawState>(SELECT, lane))
}

/** Of large events that rules remember, only the heads are read. What it returns throws `ROW_UNREADABLE`. */
export function readStatesOf(connection: SqliteConnection, lanes: readonly LaneId[]): (lane: LaneId) => StateRow[] {
  const byLane = Map.groupBy(connection.all<RawState>(SELECT_HEADS, JSON.stringify(lanes)), ({ lane }) => lane)
  return (lane) => reader.readExact(byLane.get(lane) ?? [], refuseUnreadable)
}

/** The whole state; null if there is none. Throws `ROW_UNREADABLE`. */
export function readState(connection: SqliteConnection, lane: LaneId, name: string): Json {
  const row = connection.get<RawState>(SELECT_ONE, lane, name)
  return row === undefined ? null : reader.read(row).value
}

/** The circuits of the rules of some lanes, except those that are simply closed. */
export function readCircuits(connection: SqliteConnection, lanes: readonly LaneId[]): StateRow[] {
  return reader.readAll(connection.all<RawState>(SELECT_CIRCUITS, JSON.stringify(lanes)))
}

export function listNamedStates(connection: SqliteConnection, lane: LaneId, page: PageRequest): Page<NamedValue> {
  const { limit, cursor } = page
  const after = stateName.named(nameOfCursor(cursor))
  const rows = connection.iterate<RawRow<NamedValue, 'value'>>(SELECT_NAMED, lane, after, limit + 1)
  return toPage(rows, { limit, reader: named, keyOf: ({ name }) => [name] })
}

export function readStatesOfWorkflows(connection: SqliteConnection, tell: TellUnreadable): StateRow[] {
  return reader.readExact(connection.all<RawState>(SELECT_OF_WORKFLOWS), tell)
}

function toState(row: RawState): StateRow {
  return { ...row, value: fromJson(row.value) }
}

function isWithin(column: 'lane' | 'name', { after, before }: NameRange): string {
  return `${column} > '${after}' AND ${column} < '${before}'`
}
