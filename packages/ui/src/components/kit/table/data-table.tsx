import { Loader } from '@mantine/core'
import { type ColumnDef, flexRender, getCoreRowModel, type Row, useReactTable } from '@tanstack/react-table'
import { useVirtualizer } from '@tanstack/react-virtual'
import {
  type CSSProperties,
  type KeyboardEvent,
  type MouseEvent,
  memo,
  type ReactNode,
  type RefObject,
  useCallback,
  useEffect,
  useLayoutEffect,
  useMemo,
  useRef,
} from 'react'
import classes from './data-table.module.css'

const ROW_HEIGHT = 37
/** Minimum width of a column without a width, in pixels. */
const LEAST_WIDTH = 110
const OVERSCAN = 12
/** Reads the next page when this many rows before the end are visible. */
const AHEAD = 20

/** A column: its header, and what it shows of a row. */
export interface Column<T> {
  readonly id: string
  readonly title: string
  readonly cell: (row: T) => ReactNode
  readonly align?: 'right'
  /** In pixels. Without it, the column shares the remaining width. */
  readonly width?: number
  /** In pixels, on a narrow screen. */
  readonly smallWidth?: number
  /** Hidden on a narrow screen. */
  readonly isMinor?: boolean
}

export interface DataTableProps<T> {
  /** What the rows are, for screen readers. */
  readonly label: string
  readonly rows: readonly T[]
  /** Must be stable between renders. */
  readonly columns: readonly Column<T>[]
  readonly keyOf: (row: T) => string
  /** Called when a row is clicked, or when Enter is pressed on it. */
  readonly onOpen?: (row: T) => void
  /** Called near the end of the rows while there are more to read. */
  readonly more?: { readonly isLoading: boolean; readonly load: () => void } | null
  readonly whenEmpty: ReactNode
  /** Stands in a panel and is as high as its rows, up to a limit. */
  readonly isEmbedded?: boolean
}

/** A table of any length that scrolls in the room it has. Only the visible rows are in the document. */
export function DataTable<T>(props: DataTableProps<T>) {
  const { label, rows, columns, keyOf, onOpen, more = null, whenEmpty, isEmbedded = false } = props
  const scroll = useRef<HTMLElement>(null)
  const table = useReactTable({
    data: rows as T[],
    columns: useMemo(() => columns.map(toDefinition), [columns]),
    getRowId: keyOf,
    getCoreRowModel: getCoreRowModel(),
  })
  const all = table.getRowModel().rows
  const virtualizer = useVirtualizer({
    count: all.length,
    getScrollElement: () => scroll.current,
    estimateSize: () => ROW_HEIGHT,
    overscan: OVERSCAN,
    getItemKey: (index) => all[index]?.id ?? index,
  })
  const open = useStable(onOpen)
  const seen = virtualizer.getVirtualItems()
  useLoadAhead(seen.at(-1)?.index ?? 0, all.length, more)
  useHeldPlace(scroll, all)
  if (all.length === 0) return <>{more === null ? whenEmpty : <ReadingMore />}</>
  const before = seen[0]?.start ?? 0
  const after = virtualizer.getTotalSize() - (seen.at(-1)?.end ?? 0)
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: a scrollable area must be reachable by keyboard
    <section ref={scroll} className={isEmbedded ? classes.embedded : classes.scroll} tabIndex={0} aria-label={label}>
      <table className={classes.table} style={leastWidths(columns)} aria-rowcount={more === null ? all.length + 1 : -1}>
        <thead>
          {table.getHeaderGroups().map((group) => (
            <tr key={group.id}>
              {group.headers.map(({ id, column, getContext }) => (
                <th key={id} scope="col" {...column.columnDef.meta}>
                  {flexRender(column.columnDef.header, getContext())}
                </th>
              ))}
            </tr>
          ))}
        </thead>
        <tbody>
          {before > 0 ? <tr style={{ height: before }} aria-hidden /> : null}
          {seen.map(({ index }) => {
            const row = all[index]
            return row === undefined ? null : <TableRow key={row.id} row={row} index={index} onOpen={open} />
          })}
          {after > 0 ? <tr style={{ height: after }} aria-hidden /> : null}
        </tbody>
      </table>
      {more?.isLoading ? <ReadingMore /> : null}
    </section>
  )
}

function ReadingMore() {
  return (
    <div className={classes.loading}>
      <Loader role="status" size="xs" type="dots" aria-label="Reading more" />
    </div>
  )
}

interface TableRowProps<T> {
  readonly row: Row<T>
  readonly index: number
  readonly onOpen: ((row: T) => void) | undefined
}

/** Renders again only if its row or the columns change. A selection elsewhere costs it nothing. */
const TableRow = memo(RowOf) as typeof RowOf

function RowOf<T>({ row, index, onOpen }: TableRowProps<T>) {
  const open = onOpen === undefined ? undefined : () => onOpen(row.original)
  return (
    <tr
      aria-rowindex={index + 2}
      data-open={open === undefined ? undefined : true}
      tabIndex={open === undefined ? undefined : 0}
      onClick={open === undefined ? undefined : (event) => isOwnClick(event) && open()}
      onKeyDown={open === undefined ? undefined : (event) => isOwnEnter(event) && open()}
    >
      {row.getVisibleCells().map(({ id, column, getContext }) => (
        <td key={id} {...column.columnDef.meta}>
          {flexRender(column.columnDef.cell, getContext())}
        </td>
      ))}
    </tr>
  )
}

/** A function with a stable identity that calls the newest version. */
function useStable<T>(newest: ((row: T) => void) | undefined): ((row: T) => void) | undefined {
  const latest = useRef(newest)
  latest.current = newest
  const stable = useCallback((row: T) => latest.current?.(row), [])
  return newest === undefined ? undefined : stable
}

/** Links and buttons in a row act themselves, and selecting text does not open the row. */
function isOwnClick({ target }: MouseEvent): boolean {
  if (target instanceof Element && target.closest('a, button, input') !== null) return false
  return window.getSelection()?.isCollapsed ?? true
}

function isOwnEnter({ key, target, currentTarget }: KeyboardEvent): boolean {
  return key === 'Enter' && target === currentTarget
}

/** New rows at the top do not move the visible rows, unless the table is scrolled to the top. */
function useHeldPlace(scroll: RefObject<HTMLElement | null>, rows: readonly { readonly id: string }[]): void {
  const first = useRef<string | undefined>(undefined)
  useLayoutEffect(() => {
    const before = first.current
    first.current = rows[0]?.id
    const { current: region } = scroll
    if (region === null || before === undefined || region.scrollTop < ROW_HEIGHT) return
    const added = rows.findIndex(({ id }) => id === before)
    if (added > 0) region.scrollTop += added * ROW_HEIGHT
  }, [scroll, rows])
}

function useLoadAhead(lastSeen: number, count: number, more: DataTableProps<never>['more']): void {
  // A page may be short, or even empty. Only "more" says whether it is the last.
  const isNear = lastSeen >= count - AHEAD
  const load = more?.load
  const isLoading = more?.isLoading ?? false
  useEffect(() => {
    if (isNear && !isLoading) load?.()
  }, [isNear, isLoading, load])
}

/** Minimum widths. Below them the table scrolls sideways, so that a column without a width does not vanish. */
function leastWidths<T>(columns: readonly Column<T>[]): CSSProperties {
  const sum = (widths: readonly (number | undefined)[]) =>
    `${widths.reduce<number>((all, width = LEAST_WIDTH) => all + width, 0)}px`
  const shown = columns.filter(({ isMinor = false }) => !isMinor)
  return {
    '--least-width': sum(columns.map(({ width }) => width)),
    '--least-width-small': sum(shown.map(({ width, smallWidth = width }) => smallWidth)),
  } as CSSProperties
}

function toDefinition<T>(column: Column<T>): ColumnDef<T> {
  const { id, title, cell, align, width, smallWidth = width, isMinor } = column
  const style = {
    ...(width === undefined ? {} : { '--width': `${width}px` }),
    ...(smallWidth === undefined ? {} : { '--width-small': `${smallWidth}px` }),
    ...(align === undefined ? {} : { textAlign: align }),
  } as CSSProperties
  return {
    id,
    header: title,
    cell: ({ row }) => cell(row.original),
    meta: { style, 'data-minor': isMinor || undefined },
  }
}

/** The props of each cell of a column. */
interface CellLayout {
  readonly style: CSSProperties
  readonly 'data-minor': true | undefined
}

declare module '@tanstack/react-table' {
  interface ColumnMeta<TData, TValue> extends CellLayout {}
}
