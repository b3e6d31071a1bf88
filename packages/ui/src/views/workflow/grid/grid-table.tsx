import { Link } from '@tanstack/react-router'
import { useVirtualizer } from '@tanstack/react-virtual'
import { type KeyboardEvent, useEffect, useRef, useState } from 'react'
import { ExecutionLink } from '../../../components/execution/execution-links.tsx'
import { StatusMark, statusTitle } from '../../../components/kit/text/status-badge.tsx'
import { dateText, dayText, durationText, minuteText } from '../../../components/kit/text/time-text.ts'
import classes from './grid-table.module.css'
import { cellOf, type GridCell, type GridColumn, type GridPlace, placeAfterKey, type TaskGrid } from './task-grid.ts'

const ROW_HEIGHT = 32
const OVERSCAN = 8

interface GridTableProps {
  readonly grid: TaskGrid
  readonly label: string
}

/** Executions as columns, newest first, and tasks as rows. Only the visible rows are in the document. */
export function GridTable({ grid, label }: GridTableProps) {
  const scroll = useRef<HTMLElement>(null)
  const { at, press, enter } = useGridFocus(scroll, grid)
  const virtualizer = useVirtualizer({
    count: grid.tasks.length,
    getScrollElement: () => scroll.current,
    estimateSize: () => ROW_HEIGHT,
    overscan: OVERSCAN,
  })
  const seen = virtualizer.getVirtualItems()
  const before = seen[0]?.start ?? 0
  const after = virtualizer.getTotalSize() - (seen.at(-1)?.end ?? 0)
  const isReading = grid.columns.some(({ tasks }) => tasks === undefined)
  // Tab reaches a cell that is in the document even if the last one was scrolled away.
  const reached = seen.some(({ index }) => index === at.row) ? at.row : (seen[0]?.index ?? 0)
  return (
    <section ref={scroll} className={classes.scroll} aria-label={label} aria-busy={isReading}>
      <table
        className={classes.table}
        aria-label={label}
        aria-rowcount={grid.tasks.length + 1}
        onKeyDown={(event) => press(event, (row) => virtualizer.scrollToIndex(row))}
      >
        <thead>
          <tr>
            <th scope="col" className={classes.corner}>
              Task
            </th>
            {grid.columns.map(({ execution }) => (
              <ColumnHead key={execution.id} execution={execution} />
            ))}
          </tr>
        </thead>
        <tbody>
          {before > 0 ? <tr style={{ height: before }} aria-hidden /> : null}
          {seen.map(({ index: row }) => {
            const task = grid.tasks[row] ?? ''
            return (
              <tr key={task} aria-rowindex={row + 2}>
                <th scope="row" title={task}>
                  {task}
                </th>
                {grid.columns.map((of, column) => (
                  <td key={of.execution.id}>
                    <Cell
                      of={of}
                      task={task}
                      place={`${row}/${column}`}
                      isReached={row === reached && column === at.column}
                      onFocus={() => enter({ row, column })}
                    />
                  </td>
                ))}
              </tr>
            )
          })}
          {after > 0 ? <tr style={{ height: after }} aria-hidden /> : null}
        </tbody>
      </table>
    </section>
  )
}

function ColumnHead({ execution: { id, status, beginTime, schedule } }: Pick<GridColumn, 'execution'>) {
  const due = schedule === null ? '' : ` · for ${minuteText(schedule.dueTime)}`
  return (
    <th scope="col" title={`${id} · ${statusTitle(status)} · ${dateText(beginTime)}${due}`}>
      <ExecutionLink id={id}>
        <StatusMark status={status} />
        <span className={classes.id}>{id}</span>
        {schedule === null ? null : <span className={classes.due}>{dayText(schedule.dueTime).slice(5)}</span>}
      </ExecutionLink>
    </th>
  )
}

interface CellProps {
  readonly of: GridColumn
  readonly task: string
  readonly place: string
  /** Tab reaches one of the cells; the arrow keys reach the others. */
  readonly isReached: boolean
  readonly onFocus: () => void
}

function Cell({ of, task, place, isReached, onFocus }: CellProps) {
  const cell = cellOf(of, task)
  const { id } = of.execution
  const text = `${task} in execution ${id}: ${cellText(cell)}`
  const shared = { className: classes.cell, 'data-place': place, tabIndex: isReached ? 0 : -1, onFocus }
  if (cell.type !== 'run') {
    return (
      <Link
        to="/executions/$id"
        params={{ id }}
        search={{ tab: 'graph', task }}
        aria-label={text}
        title={text}
        {...shared}
      >
        <span className={classes.none} data-reading={cell.type === 'reading' || undefined} />
      </Link>
    )
  }
  const params = { id, task, sequence: cell.latest.sequenceNumber }
  return (
    <Link to="/executions/$id/$task/$sequence" params={params} aria-label={text} title={text} {...shared}>
      <StatusMark status={cell.latest.status} />
    </Link>
  )
}

function cellText(cell: GridCell): string {
  switch (cell.type) {
    case 'reading':
      return 'being read'
    case 'absent':
      return 'it has no such task'
    case 'none':
      return 'not run'
    case 'run': {
      const { status, sequenceNumber, beginTime, endTime } = cell.latest
      const run = sequenceNumber > 1 ? `, run #${sequenceNumber}` : ''
      const took = beginTime === null || endTime === null ? '' : `, ${durationText(endTime - beginTime)}`
      return `${statusTitle(status)}${run}${took}`
    }
  }
}

/** The cell that has the focus, or gets it next. The arrow keys, Home and End move it. */
function useGridFocus(scroll: { readonly current: HTMLElement | null }, grid: TaskGrid) {
  const [at, setAt] = useState<GridPlace>({ row: 0, column: 0 })
  const isMoving = useRef(false)
  useEffect(() => {
    if (!isMoving.current) return
    const cell = scroll.current?.querySelector<HTMLElement>(`[data-place="${at.row}/${at.column}"]`)
    isMoving.current = false
    cell?.focus()
  })
  const press = (event: KeyboardEvent, show: (row: number) => void) => {
    if (event.ctrlKey || event.metaKey || event.altKey || !isCell(event.target)) return
    const next = placeAfterKey(event.key, at, grid)
    if (next === null) return
    event.preventDefault()
    isMoving.current = true
    show(next.row)
    setAt(next)
  }
  return { at, press, enter: setAt }
}

function isCell(target: EventTarget): boolean {
  return target instanceof HTMLElement && target.dataset.place !== undefined
}
