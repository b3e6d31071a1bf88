import { MAX_JSON_DEPTH } from '../limits.ts'
import { isPlainObject, quoted } from '../text/quoted.ts'
import type { Json } from './json.ts'
import { describeJsonProblem, findJsonProblem, type JsonProblem, placeIn } from './json-check.ts'

/** Far more than any value may have; one that holds its parts again and again would be copied for ever. */
const MAX_PARTS = 4 * 1024 * 1024

/** `advice` says what to write instead, as a sentence; null where that is for others to say. */
type Refusal = JsonProblem & { readonly advice: string | null }

type Converted = { readonly json: Json } | { readonly refusal: Refusal }

interface JsonOptions {
  readonly maxDepth?: number
  /** Whether an object may say itself what it is as JSON, by `toJSON`, as dates do; true by default. */
  readonly takesToJson?: boolean
}

/**
 * What a value of JavaScript is as JSON: a copy, so that what is done to the value afterwards changes nothing. What JSON
 * cannot hold is refused, where `JSON.stringify` would write something else or leave it out. Properties that are
 * undefined are left out, and an instance of a class is its fields.
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

/** Why what an author wrote is not JSON, with its place, to follow the name of what has it; null where it is. */
export function problemOfJson(value: unknown): string | null {
  const converted = convertToJson(value, { takesToJson: false })
  return 'refusal' in converted ? describeJsonProblem(converted.refusal) : null
}

/** A private copy of what is JSON: what the author changes later does not reach it. Properties that are undefined are left out. */
export function copyOfJson(value: unknown): Json {
  return JSON.parse(JSON.stringify(value))
}

interface Place {
  /** Of the value in what holds it. */
  readonly key: string
  /** The lists and objects around it. */
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

/** Objects as braces make them, and instances of classes: a `Map`, an `Error` and the like have what no field shows. */
function hasFields(value: object): value is Record<string, unknown> {
  return Object.prototype.toString.call(value) === '[object Object]'
}

/** Bytes would become a list of numbers by name, and a date that is none would become null. */
function isOpaque(value: object): boolean {
  return ArrayBuffer.isView(value) || (value instanceof Date && Number.isNaN(value.getTime()))
}

function notInJson(value: unknown): Refused {
  if (value instanceof Date) return refused('is an invalid Date', 'Write null.')
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
