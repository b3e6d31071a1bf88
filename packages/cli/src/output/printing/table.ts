import { oneLine } from '../text/text.ts'
import { clip, columnsOf, pad } from './columns.ts'
import { wrap } from './wrap.ts'

export interface Column<T> {
  readonly title: string
  readonly value: (item: T) => string | number
  readonly align?: 'left' | 'right'
  /** Colours the finished cell; the width is that of the plain text. */
  readonly paint?: (cell: string, item: T) => string
  /** Shrinks first if the table is wider than the terminal. */
  readonly isFlexible?: boolean
  /** Wraps into more lines if it is too wide, instead of being cut off. */
  readonly isWrapped?: boolean
}

export interface TableLayout {
  /** Infinity if the output is not a terminal. */
  readonly width: number
  readonly paintTitle: (title: string) => string
}

const GAP = '  '
const MIN_FLEXIBLE_WIDTH = 8

/** Lines of a table without borders. They fit the width of the layout if the flexible columns can shrink enough. */
export function tableLines<T>(items: readonly T[], columns: readonly Column<T>[], layout: TableLayout): string[] {
  const rows = items.map((item) => columns.map((column) => oneLine(String(column.value(item)))))
  const widths = columnWidths(rows, columns, layout.width)
  const head = columns.map((column, index) => layout.paintTitle(fit(column.title, widths[index] ?? 0, column.align)))
  const body = items.flatMap((item, row) => {
    const cells = columns.map(({ isWrapped }, index) => {
      const text = rows[row]?.[index] ?? ''
      return isWrapped ? wrap(text, widths[index] ?? 0) : [text]
    })
    return Array.from({ length: Math.max(...cells.map(({ length }) => length)) }, (_, line) =>
      columns.map((column, index) => {
        const cell = fit(cells[index]?.[line] ?? '', widths[index] ?? 0, column.align)
        return column.paint ? column.paint(cell, item) : cell
      }),
    )
  })
  return [head, ...body].map((cells) => cells.join(GAP).trimEnd())
}

function columnWidths<T>(rows: readonly string[][], columns: readonly Column<T>[], width: number): number[] {
  const widths = columns.map((column, index) =>
    rows.reduce((widest, row) => Math.max(widest, columnsOf(row[index] ?? '')), column.title.length),
  )
  let excess = widths.reduce((sum, each) => sum + each, 0) + GAP.length * (columns.length - 1) - width
  const flexible = columns.flatMap((column, index) => (column.isFlexible ? [index] : []))
  while (excess > 0) {
    const widest = flexible.reduce(
      (best, index) => ((widths[index] ?? 0) > (widths[best] ?? 0) ? index : best),
      flexible[0] ?? -1,
    )
    const current = widths[widest] ?? 0
    if (current <= MIN_FLEXIBLE_WIDTH) break
    widths[widest] = current - 1
    excess -= 1
  }
  return widths
}

function fit(text: string, width: number, align: 'left' | 'right' = 'left'): string {
  return pad(clip(text, width), width, align)
}
