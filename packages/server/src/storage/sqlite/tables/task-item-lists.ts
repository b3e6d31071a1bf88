import type { ItemCounts } from '@aiflow/sdk/internal/api/executions'
import type { Json } from '@aiflow/sdk/internal/json'
import type { ItemListImage } from '../../image.ts'
import type { TaskExecutionRow, TaskItemListRow } from '../../rows.ts'
import type { SqliteTable } from '../commit/sqlite-table.ts'
import type { SqliteConnection } from '../file/connection.ts'
import { fromJson } from '../rows/json-column.ts'
import { RowReader, refuseUnreadable } from '../rows/row-reader.ts'
import { AddedValues, readSharedValues, type UserOfValues } from './shared-values.ts'
import type { ReadShared } from './stored-trigger.ts'
import { readItems } from './task-items.ts'

const TABLE = 'task_item_lists'

const INSERT = `
INSERT INTO task_item_lists (task_execution_id, workflow_execution_id, list, shared) VALUES (?, ?, ?, ?)`

const COLUMNS = 'task_execution_id AS taskExecutionId, workflow_execution_id AS workflowExecutionId, list, shared'
const SELECT = `SELECT ${COLUMNS} FROM task_item_lists WHERE task_execution_id = ?`

const DELETE = `
DELETE FROM task_item_lists WHERE task_execution_id = CAST(? AS INTEGER)
RETURNING workflow_execution_id AS workflowExecutionId, shared`

type RawList = Omit<TaskItemListRow, 'list'> & UserOfValues & { readonly list: string | null }

export const taskItemLists: SqliteTable<'taskItemLists'> = {
  write(connection, rows) {
    const values = new AddedValues()
    for (const { taskExecutionId, workflowExecutionId, list } of rows) {
      const hash = values.hashOf(list as Json)
      const [own, shared] = hash === null ? [JSON.stringify(list), null] : [null, JSON.stringify([hash])]
      connection.statement(INSERT).run(taskExecutionId, workflowExecutionId, own, shared)
      if (hash !== null) values.use(workflowExecutionId, [hash])
    }
    values.write(connection)
  },
}

type Begun = Pick<TaskExecutionRow, 'id' | 'items' | 'endTime'>

/** The lists of some living task executions, with their items. Throws `ROW_UNREADABLE`, also if one is missing. */
export function readItemListsOf(connection: SqliteConnection, taskExecutions: readonly Begun[]): ItemListImage[] {
  return taskExecutions.flatMap(({ id, items, endTime }) =>
    items == null || endTime !== null ? [] : [readItemList(connection, id, items)],
  )
}

function readItemList(connection: SqliteConnection, id: number, counts: ItemCounts): ItemListImage {
  const rows = connection.all<RawList>(SELECT, id)
  const [list] = readerOf(connection).readExact(rows, refuseUnreadable)
  if (list?.list.length !== counts.total) refuseUnreadable({ table: TABLE, key: String(id), reason: 'it is not whole' })
  const items = readItems(connection, id)
  // One that is missing would begin again.
  const isWhole = items.length === counts.total - counts.notBegun && items.every(({ index }, place) => index === place)
  if (!isWhole) refuseUnreadable({ table: 'task_items', key: String(id), reason: 'some of them are missing' })
  return { ...list, items }
}

/** Null if the task execution is not one over a list, or has not begun. Throws `ROW_UNREADABLE`. */
export function findItemList(connection: SqliteConnection, taskExecutionId: number): readonly Json[] | null {
  const row = connection.get<RawList>(SELECT, taskExecutionId)
  return row === undefined ? null : readerOf(connection).read(row).list
}

/** Removes the list of a task execution that is removed. Returns what it used; undefined if there is none. */
export function deleteItemList(
  connection: SqliteConnection,
  taskExecutionId: number | string,
): UserOfValues | undefined {
  return connection.get<UserOfValues>(DELETE, taskExecutionId)
}

function readerOf(connection: SqliteConnection): RowReader<RawList, TaskItemListRow> {
  const valuesOf = readSharedValues(connection)
  return new RowReader<RawList, TaskItemListRow>({
    table: TABLE,
    keyOf: ({ taskExecutionId }) => taskExecutionId,
    toItem: (row) => toList(row, valuesOf(row.workflowExecutionId)),
  })
}

function toList({ taskExecutionId, workflowExecutionId, list, shared }: RawList, read: ReadShared): TaskItemListRow {
  const [hash] = shared === null ? [] : fromJson<string[]>(shared)
  const value = hash === undefined ? fromJson<Json>(list ?? '') : read(hash)
  if (!Array.isArray(value)) throw new Error('it is not a list')
  return { taskExecutionId, workflowExecutionId, list: value }
}
