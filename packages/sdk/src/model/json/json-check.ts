import { MAX_JSON_DEPTH } from '../limits.ts'

/** The one key that JavaScript objects treat specially: code that copies an object key by key may lose it. */
export const REFUSED_KEY = '__proto__'

/** Why a value is refused, to follow its name: `The output of the task ${problem}.` */
export interface JsonProblem {
  /** Such as `rows[3].name`; empty for the value itself. */
  readonly place: string
  readonly problem: string
}

/**
 * What AIFlow refuses in a value parsed from JSON, or null if nothing. Call it wherever JSON enters, before code that
 * recurses without a bound sees the value: schemas, copies, comparisons, the page.
 */
export function findJsonProblem(value: unknown, maxDepth = MAX_JSON_DEPTH): JsonProblem | null {
  return findBelow(value, maxDepth, maxDepth)
}

/** The problem with its place, to follow the name of the value: `nests deeper than 64 levels, at "a[0].b"`. */
export function describeJsonProblem({ place, problem }: JsonProblem): string {
  return place === '' ? problem : `${problem}, at "${place}"`
}

/** Follows the name of a text with half of a surrogate pair, which would be stored as another text. */
export const UNICODE_PROBLEM = 'is no valid Unicode: a surrogate has no other half'

/** Never goes deeper than `levelsLeft`, so its own recursion is bounded. */
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

/** Cuts a long path short, because its beginning helps most. */
export function placeIn(outer: string, inner: string): string {
  if (inner === '' || inner.startsWith('[')) return cut(outer + inner)
  return cut(`${outer}.${inner}`)
}

function cut(text: string): string {
  return text.length <= 80 ? text : `${text.slice(0, 80)}…`
}
