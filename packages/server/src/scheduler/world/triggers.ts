import { eventKeysOf } from '../../rules/conditions/kinds.ts'
import type { TriggerRow } from '../../storage/rows.ts'

/** The triggers of a workflow by id, by name, and by the keys that they react to: an event looks at those on its key alone. */
export class Triggers {
  readonly #byId = new Map<number, TriggerRow>()
  readonly #byName = new Map<string, number>()
  readonly #byKey = new Map<string, Set<number>>()

  get size(): number {
    return this.#byId.size
  }

  get(id: number): TriggerRow | undefined {
    return this.#byId.get(id)
  }

  named(name: string): TriggerRow | undefined {
    const id = this.#byName.get(name)
    return id === undefined ? undefined : this.#byId.get(id)
  }

  /** A copy, in the order in which they were added. */
  all(): readonly TriggerRow[] {
    return [...this.#byId.values()].sort(byId)
  }

  /** Those on one of some keys, in the order in which they were added. */
  on(keys: readonly string[]): readonly TriggerRow[] {
    const ids = new Set(keys.flatMap((key) => [...(this.#byKey.get(key) ?? [])]))
    return [...ids].flatMap((id) => this.#byId.get(id) ?? []).sort(byId)
  }

  hears(key: string): boolean {
    return this.#byKey.has(key)
  }

  /** Adds one, or replaces its row; its name and condition never change. */
  set(row: TriggerRow): void {
    this.#byId.set(row.id, row)
    this.#byName.set(row.name, row.id)
    for (const key of eventKeysOf(row.condition)) {
      const ids = this.#byKey.get(key)
      if (ids === undefined) this.#byKey.set(key, new Set([row.id]))
      else ids.add(row.id)
    }
  }

  delete({ id, name, condition }: TriggerRow): void {
    this.#byId.delete(id)
    this.#byName.delete(name)
    for (const key of eventKeysOf(condition)) {
      const ids = this.#byKey.get(key)
      if (ids?.delete(id) && ids.size === 0) this.#byKey.delete(key)
    }
  }
}

function byId(a: TriggerRow, b: TriggerRow): number {
  return a.id - b.id
}
