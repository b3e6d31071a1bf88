import { diffWordsWithSpace, structuredPatch } from 'diff'

const CONTEXT = 4
/** Maximum length of lines that are compared word by word. */
const MAX_LINE = 2000

/** A piece of a line, and whether only this side has it. */
interface Piece {
  readonly text: string
  readonly isChanged: boolean
}

/** One side of a row: a line with its number, from 1. */
export interface Side {
  readonly number: number
  readonly pieces: readonly Piece[]
}

export type DiffRow =
  | { readonly kind: 'same'; readonly left: Side; readonly right: Side }
  /** Null if this side has no line here. */
  | { readonly kind: 'changed'; readonly left: Side | null; readonly right: Side | null }
  /** Equal lines before this row were left out. */
  | { readonly kind: 'gap'; readonly count: number }

export interface Difference {
  readonly rows: readonly DiffRow[]
  readonly added: number
  readonly removed: number
}

/** The differences between two texts, line by line, with some context around each change. */
export function differenceOf(before: string, after: string): Difference {
  const { hunks } = structuredPatch('', '', before, after, '', '', { context: CONTEXT })
  const rows: DiffRow[] = []
  let [added, removed, next] = [0, 0, 1]
  for (const { oldStart, newStart, lines } of hunks) {
    if (oldStart > next) rows.push({ kind: 'gap', count: oldStart - next })
    const of = rowsOf(lines, { left: oldStart, right: newStart })
    for (const row of of.rows) rows.push(row)
    next = of.next.left
    added += lines.filter((line) => line.startsWith('+')).length
    removed += lines.filter((line) => line.startsWith('-')).length
  }
  const count = before.split('\n').length - (before.endsWith('\n') ? 1 : 0)
  if (hunks.length > 0 && count >= next) rows.push({ kind: 'gap', count: count - next + 1 })
  return { rows, added, removed }
}

interface Numbers {
  readonly left: number
  readonly right: number
}

function rowsOf(lines: readonly string[], start: Numbers): { rows: DiffRow[]; next: Numbers } {
  const rows: DiffRow[] = []
  let { left, right } = start
  let gone: string[] = []
  let come: string[] = []
  const flush = () => {
    for (let index = 0; index < Math.max(gone.length, come.length); index += 1) {
      rows.push(changedRow(gone[index], come[index], { left: left + index, right: right + index }))
    }
    left += gone.length
    right += come.length
    gone = []
    come = []
  }
  for (const line of lines) {
    const text = line.slice(1)
    if (line.startsWith('-')) gone.push(text)
    else if (line.startsWith('+')) come.push(text)
    else if (line.startsWith(' ')) {
      flush()
      rows.push({ kind: 'same', left: plain(left, text), right: plain(right, text) })
      left += 1
      right += 1
    }
  }
  flush()
  return { rows, next: { left, right } }
}

function changedRow(before: string | undefined, after: string | undefined, { left, right }: Numbers): DiffRow {
  if (before === undefined || after === undefined || before.length + after.length > MAX_LINE) {
    return {
      kind: 'changed',
      left: before === undefined ? null : plain(left, before),
      right: after === undefined ? null : plain(right, after),
    }
  }
  const parts = diffWordsWithSpace(before, after)
  const side = (leave: 'added' | 'removed'): Piece[] =>
    parts
      .filter((part) => !part[leave])
      .map(({ value, added, removed }) => ({ text: value, isChanged: added || removed }))
  return {
    kind: 'changed',
    left: { number: left, pieces: side('added') },
    right: { number: right, pieces: side('removed') },
  }
}

function plain(number: number, text: string): Side {
  return { number, pieces: [{ text, isChanged: false }] }
}
