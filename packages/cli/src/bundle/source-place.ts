import { existsSync, readFileSync } from 'node:fs'
import { relative } from 'node:path'

/** A place in a file of the author; line and column count from 1. */
export interface SourcePlace {
  readonly file: string
  readonly line: number
  readonly column: number
}

const TABS = /\t/g
/** How much of a long line is shown on each side of the column. */
const MAX_SIDE = 60

/** `flows/train.ts:12:5`, the line of code and a mark below the column. */
export function describePlace(place: SourcePlace, folder: string, text?: string): string {
  const head = `${displayPath(place.file, folder)}:${place.line}:${place.column}`
  const { code, column } = around((text ?? lineOf(place)).replace(TABS, ' '), place.column)
  if (code.trim() === '') return head
  const gutter = `${place.line} | `
  return `${head}\n  ${gutter}${code}\n  ${' '.repeat(gutter.length - 2)}| ${' '.repeat(column - 1)}^`
}

/** The path as the author would type it in this folder. */
function displayPath(file: string, folder: string): string {
  const path = relative(folder, file)
  return path.startsWith('..') ? file : path
}

/** The part of a line around a column, with the column in it. */
function around(line: string, column: number): { code: string; column: number } {
  const start = Math.max(0, column - 1 - MAX_SIDE)
  const end = column - 1 + MAX_SIDE
  const before = start > 0 ? '…' : ''
  const after = end < line.length ? '…' : ''
  return { code: `${before}${line.slice(start, end)}${after}`, column: column - start + before.length }
}

function lineOf(place: SourcePlace): string {
  if (!existsSync(place.file)) return ''
  return readFileSync(place.file, 'utf8').split('\n')[place.line - 1] ?? ''
}
