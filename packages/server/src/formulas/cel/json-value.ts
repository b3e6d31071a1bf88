import type { Json } from '@aiflow/sdk/internal/json'
import type { CelList, CelMap, CelValue } from '@bufbuild/cel'

/** Mark lists and maps for the evaluator: see its `isCelList` and `isCelMap`. */
const LIST = Symbol.for('@bufbuild/cel/list')
const MAP = Symbol.for('@bufbuild/cel/map')

type JsonObject = Readonly<Record<string, Json>>

/** An object with fewer keys is as quick to list as to look up. */
const MANY_KEYS = 16

// Caches the keys of large objects as long as these live, because an expression may need them in each round of a loop.
const keysOfLarge = new WeakMap<JsonObject, readonly string[]>()

/**
 * JSON as a value of the evaluator, converted only where an expression looks. The evaluator itself would copy an object
 * at each look, and fails on a property "constructor".
 */
export function celValueOf(json: Json): CelValue {
  if (typeof json !== 'object' || json === null) return json
  // The types of lists and maps have a member that other code cannot name.
  if (Array.isArray(json)) return new JsonList(json) as unknown as CelList
  return new JsonMap(json as JsonObject) as unknown as CelMap
}

class JsonList {
  readonly [LIST] = {}
  readonly #items: readonly Json[]

  constructor(items: readonly Json[]) {
    this.#items = items
  }

  get size(): number {
    return this.#items.length
  }

  get(index: number): CelValue | undefined {
    const item = this.#items[index]
    return item === undefined ? undefined : celValueOf(item)
  }

  *values(): IterableIterator<CelValue> {
    for (const item of this.#items) yield celValueOf(item)
  }

  [Symbol.iterator](): IterableIterator<CelValue> {
    return this.values()
  }
}

class JsonMap {
  readonly [MAP] = {}
  readonly #object: JsonObject

  constructor(object: JsonObject) {
    this.#object = object
  }

  get size(): number {
    return keysOf(this.#object).length
  }

  get(key: unknown): CelValue | undefined {
    if (typeof key !== 'string' || !Object.hasOwn(this.#object, key)) return undefined
    return celValueOf(this.#object[key] ?? null)
  }

  has(key: unknown): boolean {
    return typeof key === 'string' && Object.hasOwn(this.#object, key)
  }

  keys(): IterableIterator<string> {
    return keysOf(this.#object).values()
  }

  *values(): IterableIterator<CelValue> {
    for (const [, value] of this.entries()) yield value
  }

  *entries(): IterableIterator<[string, CelValue]> {
    for (const key of keysOf(this.#object)) yield [key, celValueOf(this.#object[key] ?? null)]
  }

  [Symbol.iterator](): IterableIterator<[string, CelValue]> {
    return this.entries()
  }

  forEach(call: (value: CelValue, key: string, map: this) => void): void {
    for (const [key, value] of this.entries()) call(value, key, this)
  }
}

function keysOf(object: JsonObject): readonly string[] {
  const known = keysOfLarge.get(object)
  if (known !== undefined) return known
  const keys = Object.keys(object)
  if (keys.length >= MANY_KEYS) keysOfLarge.set(object, keys)
  return keys
}
