import { existsSync, readFileSync } from 'node:fs'
import { relative } from 'node:path'

/** A place in a file of the author; line and column count from 1. */
export interface SourcePlace {
  readonly file: string
  readonly line: number
  readonly column: number
}

const LEADING_TABS = /\t/g

/** `flows/train.ts:12:5`, the line of code and a mark below the column. */
export function describePlace(place: SourcePlace, folder: string, text?: string): string {
  const head = `${displayPath(place.file, folder)}:${place.line}:${place.column}`
  const code = (text ?? lineOf(place)).replace(LEADING_TABS, ' ')
  if (code.trim() === '') return head
  const gutter = `${place.line} | `
  return `${head}\n  ${gutter}${code}\n  ${' '.repeat(gutter.length - 2)}| ${' '.repeat(place.column - 1)}^`
}

/** The path as the author would type it in this folder. */
export function displayPath(file: string, folder: string): string {
  const path = relative(folder, file)
  return path.startsWith('..') ? file : path
}

function lineOf(place: SourcePlace): string {
  if (!existsSync(place.file)) return ''
  return readFileSync(place.file, 'utf8').split('\n')[place.line - 1] ?? ''
}
