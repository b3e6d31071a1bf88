import type { Json } from '@aiflow/sdk/internal/json'
import { jsonBytes } from '../../log/json-bytes.ts'
import { parseNamedState } from '../../model/state-names.ts'
import { SparseMap } from './sparse-map.ts'

/** Characters per member of a JSON object: a colon and a comma. */
const PUNCTUATION = 2

/**
 * All states of a lane by name. The states that users named are available as one object, which is replaced after each change,
 * and their size is a running sum. So the cost of starting a task does not depend on their number and size.
 */
export class LaneStates extends SparseMap<string, Json> {
  #named: Readonly<Record<string, Json>> | null = null
  /** The size of each named state; computed when the sum is first requested. */
  #bytes: Map<string, number> | null = null
  #sum = 0

  constructor(entries: Iterable<readonly [string, Json]>) {
    super()
    for (const [name, value] of entries) this.set(name, value)
  }

  /** The current states that users named, by their names. */
  get named(): Readonly<Record<string, Json>> {
    this.#named ??= namedStatesOf(this)
    return this.#named
  }

  /** The length of their JSON. */
  get namedBytes(): number {
    if (this.#bytes === null) {
      this.#bytes = new Map()
      for (const [name, value] of this) this.#count(name, value)
    }
    return this.#sum
  }

  override set(name: string, value: Json): this {
    this.#changed(name)
    this.#count(name, value)
    return super.set(name, value)
  }

  override delete(name: string): boolean {
    this.#changed(name)
    return super.delete(name)
  }

  #changed(name: string): void {
    if (parseNamedState(name) === null) return
    this.#named = null
    this.#sum -= this.#bytes?.get(name) ?? 0
    this.#bytes?.delete(name)
  }

  #count(name: string, value: Json): void {
    const named = this.#bytes === null ? null : parseNamedState(name)
    if (this.#bytes === null || named === null) return
    const bytes = jsonBytes(named, Infinity) + jsonBytes(value, Infinity) + PUNCTUATION
    this.#bytes.set(name, bytes)
    this.#sum += bytes
  }
}

/** The states that users named, by their names. */
export function namedStatesOf(states: ReadonlyMap<string, Json>): Record<string, Json> {
  const named = [...states].flatMap(([name, value]): [string, Json][] => {
    const own = parseNamedState(name)
    return own === null ? [] : [[own, value]]
  })
  return Object.fromEntries(named)
}
