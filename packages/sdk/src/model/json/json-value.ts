import { MAX_JSON_DEPTH } from '../limits.ts'
import { isPlainObject, quoted } from '../text/quoted.ts'
import type { Json } from './json.ts'
import { describeJsonProblem, findJsonProblem, type JsonProblem, placeIn } from './json-check.ts'

/** More than any value may have. Without it, a value that repeats its parts could be copied for ever. */
const MAX_PARTS = 4 * 1024 * 1024

/** `advice` is a sentence that says what to write instead, or null if the caller says it. */
type Refusal = JsonProblem & { readonly advice: string | null }

type Converted = { readonly json: Json } | { readonly refusal: Refusal }

interface JsonOptions {
  readonly maxDepth?: number
  /** Whether `toJSON` of an object is used, as for dates; true by default. */
  readonly takesToJson?: boolean
}

/**
 * Converts a JavaScript value to JSON: a copy, so later changes of the value have no effect on it. Values that JSON does not
 * have are refused, where `JSON.stringify` would change or omit them. Properties that are undefined are left out, and an
 * instance of a class becomes its fields.
 */
export function convertToJson(value: unknown, options: JsonOptions = {}): Converted {
  const { maxDepth = MAX_JSON_DEPTH, takesToJson = true } = options
  try {
    const json = copyOf(value, { key: '', inside: [], maxDepth, takesToJson, count: { values: 0 } })
    const found = findJsonProblem(json, maxDepth)
    return found === null ? { json } : { refusal: { ...found, advice: null } }
  } catch (error) {
    if (error instanceof Refused) return { refusal: error.refusal }
    throw error
  }
}

/** Why a value of an author is not JSON, with the place, to follow its name; null if it is JSON. */
export function problemOfJson(value: unknown): string | null {
  const converted = convertToJson(value, { takesToJson: false })
  return 'refusal' in converted ? describeJsonProblem(converted.refusal) : null
}

/** A copy of a JSON value, so later changes by the author have no effect on it. Undefined properties are left out. */
export function copyOfJson(value: unknown): Json {
  return JSON.parse(JSON.stringify(value))
}

interface Place {
  /** The path of the value in the whole. */
  readonly key: string
  /** The lists and objects that contain it. */
  readonly inside: readonly object[]
  readonly maxDepth: number
  readonly takesToJson: boolean
  readonly count: { values: number }
}

class Refused extends Error {
  readonly refusal: Refusal

  constructor(refusal: Refusal) {
    super(refusal.problem)
    this.refusal = refusal
  }
}

function copyOf(value: unknown, place: Place): Json {
  const { key, takesToJson } = place
  const speaks = takesToJson && typeof value === 'object' && value !== null && !isOpaque(value) && 'toJSON' in value
  return copyPlain(speaks && typeof value.toJSON === 'function' ? value.toJSON(key) : value, place)
}

function copyPlain(value: unknown, place: Place): Json {
  if (value === null || typeof value === 'string' || typeof value === 'boolean') return value
  if (typeof value === 'number' && Number.isFinite(value)) return value
  if (typeof value !== 'object' || isOpaque(value)) throw notInJson(value)
  const { inside, maxDepth } = place
  if (inside.includes(value)) throw refused('contains itself', 'Write an id, or a copy of what is meant.')
  if (inside.length === maxDepth) throw refused(`nests deeper than ${maxDepth} levels`, null)
  place.count.values += 1
  if (place.count.values > MAX_PARTS) throw refused(`has more than ${MAX_PARTS} lists and objects`, null)
  const below = { ...place, inside: [...inside, value] }
  if (Array.isArray(value)) return copyOfList(value, below)
  if (!hasFields(value) || (!place.takesToJson && !isPlainObject(value))) throw notInJson(value)
  return copyOfObject(value, below)
}

/** A hole is undefined. */
function copyOfList(list: readonly unknown[], place: Place): Json {
  const copy: Json[] = []
  for (let index = 0; index < list.length; index += 1) {
    copy.push(within(`[${index}]`, () => copyOf(list[index], { ...place, key: String(index) })))
  }
  return copy
}

function copyOfObject(object: Readonly<Record<string, unknown>>, place: Place): Json {
  const copy: [string, Json][] = []
  for (const key of Object.keys(object)) {
    const value = object[key]
    if (value !== undefined) copy.push([key, within(key, () => copyOf(value, { ...place, key }))])
  }
  // The one name that an assignment would not make a property of.
  return Object.fromEntries(copy)
}

function within<T>(name: string, copy: () => T): T {
  try {
    return copy()
  } catch (error) {
    if (!(error instanceof Refused)) throw error
    const { refusal } = error
    throw new Refused({ ...refusal, place: placeIn(name, refusal.place) })
  }
}

/** Plain objects and instances of classes. A `Map`, an `Error` and the like have content that no field shows. */
function hasFields(value: object): value is Record<string, unknown> {
  return Object.prototype.toString.call(value) === '[object Object]'
}

/** Bytes would become an object of numbers, and an invalid date would become null. */
function isOpaque(value: object): boolean {
  return ArrayBuffer.isView(value) || (value instanceof Date && Number.isNaN(value.getTime()))
}

function notInJson(value: unknown): Refused {
  if (value instanceof Date && Number.isNaN(value.getTime())) return refused('is an invalid Date', 'Write null.')
  return refused(`is ${quoted(value)}, which JSON does not have`, adviceFor(value))
}

function adviceFor(value: unknown): string {
  if (value === undefined) return 'Write null for nothing.'
  if (typeof value === 'number') return 'Write null, or text.'
  if (typeof value === 'bigint') return 'Write it as text.'
  if (typeof value !== 'object') return 'Leave it out.'
  if (value instanceof Map) return 'Write Object.fromEntries(map), or [...map].'
  if (value instanceof Set) return 'Write [...set].'
  if (ArrayBuffer.isView(value)) return 'Write [...bytes], or leave an artifact.'
  if (value instanceof Error) return 'Write its message.'
  if (value instanceof Promise) return 'Await it.'
  return 'Write a plain object, such as { ...value }.'
}

function refused(problem: string, advice: string | null): Refused {
  return new Refused({ place: '', problem, advice })
}
