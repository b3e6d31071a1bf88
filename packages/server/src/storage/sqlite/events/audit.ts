import type { Page } from '@aiflow/sdk/internal/api/server'
import type { Json } from '@aiflow/sdk/internal/json'
import type { PageRequest } from '../../reads/page-request.ts'
import type { AuditFilter } from '../../reads/request-reads.ts'
import type { AuditRow } from '../../rows.ts'
import type { SqliteConnection } from '../file/connection.ts'
import { fromNullableJson } from '../rows/json-column.ts'
import { numberOfCursor, toPage } from '../rows/page.ts'
import { RowReader } from '../rows/row-reader.ts'

/*
 * Control requests may be large (an upload holds its definitions), so only their short fields leave the store: an object
 * of the members of the value that are neither containers nor long texts, and the namespaces of a token. A value that SQLite
 * cannot read as JSON, because it is damaged or nested too deeply, has none.
 */
const VALUE = 'CASE WHEN json_valid(events.value) THEN events.value END'

const selectAudit = (people: string) => `
SELECT
  events.offset, events.create_time AS time, events.sender, events.principal, events.key, events.namespace, events.context,
  CASE WHEN json_valid(control_results.result) THEN control_results.result END AS result,
  (
    SELECT json_group_object(
      member.key,
      CASE member.type
        WHEN 'true' THEN json('true')
        WHEN 'false' THEN json('false')
        WHEN 'array' THEN (SELECT group_concat(name.value, ', ') FROM json_each(member.value) AS name)
        ELSE member.value
      END
    )
    FROM json_each(${VALUE}) AS member
    WHERE length(member.value) <= 256
      AND (member.type NOT IN ('object', 'array', 'null') OR (member.type = 'array' AND member.key = 'namespaces'))
  ) AS target,
  (
    SELECT group_concat(json_extract(item.value, '$.definition.name'), ', ')
    FROM json_each(${VALUE}, '$.definitions') AS item WHERE item.type = 'object'
  ) AS uploaded
FROM events LEFT JOIN control_results ON control_results.event_offset = events.offset
WHERE events.kind = 'control' AND ${people} AND events.offset < ?
  AND events.key NOT IN (SELECT value FROM json_each(?))
  AND (? IS NULL OR events.namespace = ?)
  AND (? IS NULL OR events.sender = ?)
  AND (? IS NULL OR events.principal = ?)
  AND (? IS NULL OR events.key = ?)
  AND (? IS NULL OR events.create_time >= ?)
  AND (? IS NULL OR events.create_time < ?)
ORDER BY events.offset DESC
LIMIT ?`

const SELECT_ALL = selectAudit('TRUE')
/** Written exactly as in the index, so that SQLite uses it and requests of tasks cost nothing here. */
const SELECT_OF_PEOPLE = selectAudit("substr(events.principal, 1, 6) = 'token:'")

interface Columns extends Omit<AuditRow, 'result' | 'target'> {
  readonly result: string | null
  readonly target: string
  /** The names of the workflows of an upload. */
  readonly uploaded: string | null
}

const reader = new RowReader<Columns, AuditRow>({
  table: 'events',
  keyOf: ({ offset }) => offset,
  toItem: toAuditRow,
})

/** Newest first. */
export function listAudit(connection: SqliteConnection, filter: AuditFilter, page: PageRequest): Page<AuditRow> {
  const { namespace = null, sender = null, principal = null, key = null, beginTime = null, endTime = null } = filter
  const rows = connection.iterate<Columns>(
    filter.ofPeople === true ? SELECT_OF_PEOPLE : SELECT_ALL,
    numberOfCursor(page.cursor),
    JSON.stringify(filter.exceptKeys),
    namespace,
    namespace,
    sender,
    sender,
    principal,
    principal,
    key,
    key,
    beginTime,
    beginTime,
    endTime,
    endTime,
    page.limit + 1,
  )
  return toPage(rows, { limit: page.limit, reader, keyOf: ({ offset }) => [offset] })
}

function toAuditRow({ uploaded, ...columns }: Columns): AuditRow {
  const target = JSON.parse(columns.target) as AuditRow['target']
  return {
    ...columns,
    result: fromNullableJson<Json>(columns.result),
    target: uploaded === null ? target : { ...target, workflow: uploaded },
  }
}
