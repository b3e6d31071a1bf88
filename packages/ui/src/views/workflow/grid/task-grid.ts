import type { WorkflowExecutionDetail } from '@aiflow/sdk/client'

export type Latest = WorkflowExecutionDetail['tasks'][number]['latest']

/** One execution of a workflow with the latest execution of each of its tasks. */
export interface GridColumn {
  readonly execution: Pick<WorkflowExecutionDetail, 'id' | 'status' | 'beginTime' | 'schedule'>
  /** Undefined while it is being read. */
  readonly tasks: ReadonlyMap<string, Latest> | undefined
}

/** `none`: the task did not run. `absent`: the execution has no such task. `reading`: it is not known yet. */
export type GridCell =
  | { readonly type: 'run'; readonly latest: NonNullable<Latest> }
  | { readonly type: 'none' | 'absent' | 'reading' }

export interface TaskGrid {
  /** The tasks of the workflow in the order of declaration, then those that only older snapshots have. */
  readonly tasks: readonly string[]
  readonly columns: readonly GridColumn[]
}

export function gridOf(declared: readonly string[], columns: readonly GridColumn[]): TaskGrid {
  const ran = columns.flatMap(({ tasks }) => [...(tasks?.keys() ?? [])])
  return { tasks: [...new Set([...declared, ...ran])], columns }
}

export function cellOf({ tasks }: GridColumn, task: string): GridCell {
  if (tasks === undefined) return { type: 'reading' }
  const latest = tasks.get(task)
  if (latest === undefined) return { type: 'absent' }
  return latest === null ? { type: 'none' } : { type: 'run', latest }
}

export interface GridPlace {
  readonly row: number
  readonly column: number
}

/** Where a key leads in the grid, null if it leads nowhere. */
export function placeAfterKey(key: string, { row, column }: GridPlace, { tasks, columns }: TaskGrid): GridPlace | null {
  const [lastRow, lastColumn] = [tasks.length - 1, columns.length - 1]
  switch (key) {
    case 'ArrowUp':
      return { row: Math.max(0, row - 1), column }
    case 'ArrowDown':
      return { row: Math.min(lastRow, row + 1), column }
    case 'ArrowLeft':
      return { row, column: Math.max(0, column - 1) }
    case 'ArrowRight':
      return { row, column: Math.min(lastColumn, column + 1) }
    case 'Home':
      return { row, column: 0 }
    case 'End':
      return { row, column: lastColumn }
    default:
      return null
  }
}
