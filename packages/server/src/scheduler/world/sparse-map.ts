const NOTHING: ReadonlyMap<never, never> = new Map<never, never>()

/** A map that takes almost no memory while it is empty, for things of which there are very many. */
export class SparseMap<Key, Value> implements ReadonlyMap<Key, Value> {
  #entries: Map<Key, Value> | null = null

  get size(): number {
    return this.#entries?.size ?? 0
  }

  get(key: Key): Value | undefined {
    return this.#entries?.get(key)
  }

  has(key: Key): boolean {
    return this.#entries?.has(key) === true
  }

  set(key: Key, value: Value): this {
    this.#entries ??= new Map()
    this.#entries.set(key, value)
    return this
  }

  delete(key: Key): boolean {
    return this.#entries?.delete(key) === true
  }

  clear(): void {
    this.#entries = null
  }

  keys(): MapIterator<Key> {
    return this.#read().keys()
  }

  values(): MapIterator<Value> {
    return this.#read().values()
  }

  entries(): MapIterator<[Key, Value]> {
    return this.#read().entries()
  }

  [Symbol.iterator](): MapIterator<[Key, Value]> {
    return this.#read().entries()
  }

  forEach(act: (value: Value, key: Key, map: ReadonlyMap<Key, Value>) => void): void {
    for (const [key, value] of this.#read()) act(value, key, this)
  }

  #read(): ReadonlyMap<Key, Value> {
    return this.#entries ?? NOTHING
  }
}
