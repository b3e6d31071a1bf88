import { MAX_JSON_DEPTH } from '../limits.ts'

/** The one name that objects of JavaScript do not keep like any other: what copies them key by key may lose it. */
export const REFUSED_KEY = '__proto__'

/** Why a value is not taken, to follow its name: `The output of the task ${problem}.` */
export interface JsonProblem {
  /** Such as `rows[3].name`; empty for the value itself. */
  readonly place: string
  readonly problem: string
}

/**
 * What AIFlow does not take in a value that came out of JSON; null where there is nothing. To be asked wherever JSON
 * enters, before anything that recurses without a bound sees the value: schemas, copies, comparisons, the page.
 */
export function findJsonProblem(value: unknown, maxDepth = MAX_JSON_DEPTH): JsonProblem | null {
  return findBelow(value, maxDepth, maxDepth)
}

/** The problem with its place, to follow the name of what has it: `nests deeper than 64 levels, at "a[0].b"`. */
export function describeJsonProblem({ place, problem }: JsonProblem): string {
  return place === '' ? problem : `${problem}, at "${place}"`
}

/** To follow the name of a text that has half a character: what would be stored is another text. */
export const UNICODE_PROBLEM = 'is no valid Unicode: a surrogate has no other half'

/** It never goes deeper than `levelsLeft`, so that its own recursion is bounded. */
function findBelow(value: unknown, levelsLeft: number, maxDepth: number): JsonProblem | null {
  if (typeof value === 'number' && !Number.isFinite(value))
    return { place: '', problem: 'is a number too large for JSON' }
  if (typeof value === 'string' && !value.isWellFormed()) return { place: '', problem: UNICODE_PROBLEM }
  if (typeof value !== 'object' || value === null) return null
  if (levelsLeft === 0) return { place: '', problem: `nests deeper than ${maxDepth} levels` }
  return Array.isArray(value)
    ? findInList(value, levelsLeft, maxDepth)
    : findInObject(value as Readonly<Record<string, unknown>>, levelsLeft, maxDepth)
}

function findInList(list: readonly unknown[], levelsLeft: number, maxDepth: number): JsonProblem | null {
  for (let index = 0; index < list.length; index += 1) {
    const found = findBelow(list[index], levelsLeft - 1, maxDepth)
    if (found !== null) return { ...found, place: placeIn(`[${index}]`, found.place) }
  }
  return null
}

function findInObject(
  object: Readonly<Record<string, unknown>>,
  levelsLeft: number,
  maxDepth: number,
): JsonProblem | null {
  for (const key of Object.keys(object)) {
    if (key === REFUSED_KEY) return { place: '', problem: `has the key "${REFUSED_KEY}", which no object may have` }
    if (!key.isWellFormed()) return { place: cut(key.toWellFormed()), problem: UNICODE_PROBLEM }
    const found = findBelow(object[key], levelsLeft - 1, maxDepth)
    if (found !== null) return { ...found, place: placeIn(cut(key), found.place) }
  }
  return null
}

/** The path of a place 64 levels down is cut short: who reads it needs its beginning. */
export function placeIn(outer: string, inner: string): string {
  if (inner === '' || inner.startsWith('[')) return cut(outer + inner)
  return cut(`${outer}.${inner}`)
}

function cut(text: string): string {
  return text.length <= 80 ? text : `${text.slice(0, 80)}…`
}
