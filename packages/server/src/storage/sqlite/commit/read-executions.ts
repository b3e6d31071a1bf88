import { laneId } from '../../../model/lane-id.ts'
import type { PlainJson } from '../../../model/plain-json.ts'
import { EMPTY_INBOX, type ExecutionImage, type SchedulerImage } from '../../image.ts'
import type { UnreadableRow, WorkflowExecutionRow } from '../../rows.ts'
import type { SqliteConnection } from '../file/connection.ts'
import { isUnreadable, type TellUnreadable } from '../rows/row-reader.ts'
import { readInboxesOf, readUnsoundInboxes } from '../tables/inbox.ts'
import { readPendingStartsOf } from '../tables/pending-starts.ts'
import { readStatesOf } from '../tables/states.ts'
import { readLatestOfTasks, readOtherAttempts } from '../tables/task-executions.ts'
import { readItemListsOf } from '../tables/task-item-lists.ts'
import { readTaskMemoriesOf } from '../tables/task-memories.ts'
import { readLivingExecutions } from '../tables/workflow-executions.ts'

/** Executions whose rows are read at once: few statements for many executions, and little memory for the rows. */
const SLICE = 500

/** Throws `ROW_UNREADABLE`, since an execution is useless unless all of it can be read. */
export function readExecutionImage(connection: SqliteConnection, execution: WorkflowExecutionRow): ExecutionImage {
  return imagesOf(connection, [execution.id])(execution)
}

/** Every living execution; those that cannot be read completely are left out and reported. */
export function readExecutions(
  connection: SqliteConnection,
  tell: TellUnreadable,
): Pick<SchedulerImage, 'executions' | 'leftOut'> {
  const executions: ExecutionImage[] = []
  const executionIds: number[] = []
  const unsound = readUnsoundInboxes(connection, tell)
  let isWhole = tellDetached(connection, tell)
  for (const slice of slicesOf(readLivingExecutions(connection, tell))) {
    const imageOf = imagesOf(
      connection,
      slice.map(({ id }) => id),
    )
    for (const { id, execution } of slice) {
      const isReadable = execution !== null && !unsound.has(laneId.ofExecution(id))
      const image = isReadable ? tryRead(() => imageOf(execution), tell) : null
      if (image === null) executionIds.push(id)
      else executions.push(image)
    }
  }
  isWhole &&= executionIds.length === 0
  const readable = executions.map(({ execution }) => execution.id)
  const attemptIds = isWhole ? [] : readOtherAttempts(connection, readable)
  return { executions, leftOut: { executionIds, attemptIds } }
}

function slicesOf<Item>(items: readonly Item[]): Item[][] {
  const count = Math.ceil(items.length / SLICE)
  return Array.from({ length: count }, (_, index) => items.slice(index * SLICE, (index + 1) * SLICE))
}

/** Reads the rows of some executions. The image of one is made when it is asked for, and may throw `ROW_UNREADABLE`. */
function imagesOf(
  connection: SqliteConnection,
  ids: readonly number[],
): (execution: WorkflowExecutionRow) => ExecutionImage {
  const lanes = ids.map(laneId.ofExecution)
  const taskExecutions = readLatestOfTasks(connection, ids)
  const taskMemories = readTaskMemoriesOf(connection, ids)
  const pendingStarts = readPendingStartsOf(connection, ids)
  const states = readStatesOf(connection, lanes)
  const inboxes = readInboxesOf(connection, lanes)
  return (execution) => {
    const { id } = execution
    const lane = laneId.ofExecution(id)
    const latest = taskExecutions(id)
    return {
      execution,
      taskExecutions: latest,
      itemLists: readItemListsOf(connection, latest),
      taskMemories: taskMemories(id),
      pendingStarts: pendingStarts(id),
      states: states(lane),
      inbox: inboxes.get(lane) ?? EMPTY_INBOX,
    }
  }
}

/** Reports rows whose execution can no longer be told. False if there are any. */
function tellDetached(connection: SqliteConnection, tell: TellUnreadable): boolean {
  let isWhole = true
  for (const table of ['task_executions', 'task_memories', 'pending_starts']) {
    const sql = `SELECT task_name AS task FROM ${table} WHERE workflow_execution_id > ${Number.MAX_SAFE_INTEGER}`
    for (const { task } of connection.all<{ task: string }>(sql)) {
      isWhole = false
      tell({ table, key: task, reason: 'the number of its workflow execution is too large' })
    }
  }
  return isWhole
}

/** Null if it cannot be read, which is reported. */
function tryRead(read: () => ExecutionImage, tell: TellUnreadable): ExecutionImage | null {
  try {
    return read()
  } catch (error) {
    if (!isUnreadable(error)) throw error
    const { table, key, reason } = error.details as PlainJson<UnreadableRow>
    tell({ table, key, reason })
    return null
  }
}
